import { createRequire } from "node:module";
import type { Plugin } from "esbuild";

const require = createRequire(import.meta.url);
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** There already when a program begins; each of the others is half a millisecond or more to load, and most commands use few of them. */
const THERE = ["node:buffer", "node:events", "node:fs", "node:module", "node:path", "node:path/posix", "node:url", "node:util", "node:vm"];

const OF_EVERY_FUNCTION = ["length", "name", "prototype", "arguments", "caller"];

/** A class is asked for its static members, and whether something is of it; a function may carry what `promisify` is to make of it. */
const isPlainFunction = (name: string, value: unknown): boolean =>
  typeof value === "function" && /^[a-z]/.test(name) && Reflect.ownKeys(value).every((key) => OF_EVERY_FUNCTION.includes(String(key)));

const TAKE = "const take = (name) => whole()[name];";
const LATER = "const later = (name) => (...given) => whole()[name](...given);";

/**
 * One of Node's own modules as a list of names, of which only those stay that are used. A bundler's own way is a copy of all of them
 * for each file that imports one. A function of one that is not there yet is looked for when it is called.
 */
const asNames = (path: string): string => {
  const module: Readonly<Record<string, unknown>> = require(path);
  const names = Object.keys(module).filter((name) => IDENTIFIER.test(name) && name !== "default");
  const how = (name: string): string => (!THERE.includes(path) && isPlainFunction(name, module[name]) ? "later" : "take");
  return [
    `const whole = () => process.getBuiltinModule("${path}");`,
    TAKE,
    LATER,
    "export default /* @__PURE__ */ whole();",
    ...names.map((name) => `const $${name} = /* @__PURE__ */ ${how(name)}("${name}");\nexport { $${name} as ${name} };`),
  ].join("\n");
};

/** For programs: what they load of Node is what they use, and when they use it. */
export const builtinsByName: Plugin = {
  name: "builtins-by-name",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ path, kind }) => (kind === "import-statement" ? { path, namespace: "builtin-by-name", sideEffects: false } : undefined));
    onLoad({ filter: /.*/, namespace: "builtin-by-name" }, ({ path }) => ({ contents: asNames(path), loader: "js" }));
  },
};
