import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";
import { unlessIdle } from "./unless-idle.ts";

/** With `await` before `import`: by these two words the build knows what is loaded from a file of the project (scripts/build/real-imports.ts). */
const evaluated = async (path: string): Promise<Readonly<Record<string, unknown>>> => await import(pathToFileURL(path).href);

/**
 * Evaluates a TypeScript file of the project, by Node's own type stripping.
 *
 * @param path Absolute.
 * @param self URL of this package's entry, so that `import … from "neotool"` works where the package is not installed.
 * @throws whatever the file throws, or Node, where it cannot be read as TypeScript; and where its top level awaits what never comes.
 */
export const importOwn = async (path: string, self: string): Promise<Readonly<Record<string, unknown>>> => {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => (specifier === "neotool" ? { url: self, shortCircuit: true } : next(specifier, context)),
  });
  try {
    return await unlessIdle(evaluated(path), () => new Error("it never finishes loading: an await in it waits for what never comes"));
  } finally {
    hooks.deregister();
  }
};

/** `file:line:column` of the first line of an error's stack that is in the file itself; a failed import has no place of its own. */
export const placeOf = (error: unknown, path: string, shown: string): string => {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = stack.slice(stack.indexOf(path) + path.length).match(/^:(\d+)(?::(\d+))?/);
  return `${shown}:${stack.includes(path) && at ? `${at[1]}:${at[2] ?? 1}` : "1:1"}`;
};
