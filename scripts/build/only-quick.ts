import type { Plugin } from "esbuild";
import { QUICK } from "../../dev/cli/quick.ts";

/** Leaves out of the program what only other commands do. What their options are stays: their help and "did you mean" are the same. */
export const onlyQuick: Plugin = {
  name: "only-quick",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\/actions\/.*\.ts$/ }, ({ path, importer }) => {
      const isQuick = QUICK.some((name) => path === `./actions/${name}.ts`);
      return importer.endsWith("/cli/commands.ts") && !isQuick ? { path, namespace: "not-quick" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "not-quick" }, ({ path }) => ({ contents: `export const run = () => Promise.reject(new Error("${path} is not in the quick program"));`, loader: "js" }));
  },
};
