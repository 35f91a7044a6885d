import { DevError } from "../errors/dev-error.ts";
import { unknownName } from "../platform/closest.ts";

/** What a command does by the name of an action, and how many words each takes behind it; `Infinity`: any number, or it says better itself how many. */
export type Actions = Readonly<Record<string, number>>;

/**
 * Which action is meant, and the words behind its name.
 *
 * @param otherwise Where none is named.
 * @throws {DevError} `USAGE` for an action there is none of, and for words that it would not look at: they were meant to say something.
 */
export const chosenAction = <const A extends Actions>(actions: A, command: string, args: readonly string[], otherwise: keyof A & string): { readonly action: keyof A & string; readonly words: readonly string[] } => {
  const [name = otherwise, ...words] = args;
  if (!isAction(actions, name)) throw unknownName("action", name, Object.keys(actions));
  const surplus = words.slice(actions[name]);
  if (surplus.length === 0) return { action: name, words };
  throw new DevError("USAGE", `${command} ${name} does not know what to do with ${surplus.join(" ")}`, { hint: `neotool dev ${command} --help says what it takes.` });
};

const isAction = <A extends Actions>(actions: A, name: string): name is keyof A & string => Object.hasOwn(actions, name);
