import { join } from "node:path";
import type { Plugin } from "esbuild";
import { PROGRAMS } from "../../dev/cli/quick.ts";

const CLI = join(import.meta.dirname, "../../dev/cli");

/** The program with the quick commands in the place of all. Its words are never another's: who starts it has looked. */
export const quickCommands: Plugin = {
  name: "quick-commands",
  setup: ({ onResolve }) => onResolve({ filter: /^\.\/commands\.ts$/ }, ({ importer }) => (importer === join(CLI, "main.ts") ? { path: join(CLI, "quick-commands.ts") } : undefined)),
};

/** The program that knows all commands by their options, and what only one of them does. */
export const completionAlone: Plugin = {
  name: "completion-alone",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.\/actions\/.*\.ts$/ }, ({ path, importer }) => {
      const isKept = PROGRAMS.complete.some((name) => path === `./actions/${name}.ts`);
      return importer === join(CLI, "commands.ts") && !isKept ? { path, namespace: "not-here" } : undefined;
    });
    onLoad({ filter: /.*/, namespace: "not-here" }, ({ path }) => ({ contents: `export const run = () => Promise.reject(new Error("${path} is not in this program"));`, loader: "js" }));
  },
};
