import type { Known } from "../facts/known.ts";
import { textOf, type EnvValue } from "../facts/workload.ts";

/**
 * A word of a command line, or a variable's value, as Kubernetes hands it over: `$(NAME)` is that variable's value, `$$` one dollar. What
 * is no plain text, a secret's value among it, stays as it is written.
 */
export const withReferences = (text: string, env: ReadonlyMap<string, Known<EnvValue>>): string =>
  text.replaceAll(/\$\$|\$\(([\w.-]+)\)/g, (written: string, name: string | undefined) => (name === undefined ? "$" : (textOf(env.get(name)?.value) ?? written)));
