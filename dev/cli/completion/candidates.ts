import type { Command, Completes, OptionSpec } from "../command.ts";
import { kebab } from "../define-command.ts";

/** A word that a shell offers. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Paths are offered besides, by the shell itself. */
  readonly paths: "none" | "directories" | "all";
}

/** Finds the names of a project or machine. Rejects never: a shell has no place for an error. */
export type Lookup = (what: Exclude<Completes, "directories">) => Promise<readonly Candidate[]>;

const NOTHING: Completion = { candidates: [], paths: "none" };
const PATHS: Completion = { candidates: [], paths: "all" };

const word = (value: string, description = ""): Candidate => ({ value, description });
const only = (candidates: readonly Candidate[]): Completion => ({ candidates, paths: "none" });

const HELP = word("--help", "display help for command");
/** What every command takes besides its own options. */
const COMMON: readonly Candidate[] = [word("--json", "print one JSON document on stdout, for scripts"), HELP];

/** bash cuts words at "=": `--format`, `=`, `sh` were one. */
const joined = (words: readonly string[]): readonly string[] =>
  words.reduce<readonly string[]>((whole, part, index) => {
    const last = whole.at(-1);
    const continues = last !== undefined && (part === "=" || (words[index - 1] === "=" && last.endsWith("=")));
    return continues ? [...whole.slice(0, -1), last + part] : [...whole, part];
  }, []);

/**
 * What may stand in the place of the last word, from the commands' own data.
 *
 * @param words As typed, without the program's name; the last one is being written, perhaps empty.
 */
export const complete = async (words: readonly string[], commands: readonly Command[], lookup: Lookup): Promise<Completion> => {
  const whole = joined(words);
  const current = whole.at(-1) ?? "";
  const { candidates, paths } = await atPlace(whole.slice(0, -1), current, commands, lookup);
  return { candidates: candidates.filter(({ value }) => value.startsWith(current)), paths };
};

const atPlace = async (before: readonly string[], current: string, commands: readonly Command[], lookup: Lookup): Promise<Completion> => {
  const [program, name, ...rest] = before;
  if (program === undefined) return only([word("dev", "local backing services"), HELP, word("--version")]);
  if (program !== "dev") return NOTHING;
  if (name === undefined) return only([...commands.filter(({ hidden }) => hidden !== true).map((command) => word(command.name, command.summary)), HELP]);
  const command = commands.find((one) => one.name === name);
  return command ? ofCommand(command, rest, current, lookup) : NOTHING;
};

/** What was typed of a command, as far as it decides about the next word. */
interface Typed {
  readonly positional: readonly string[];
  /** The option whose value comes next. */
  readonly open: OptionSpec | undefined;
  /** A "--" was typed: no options any more. */
  readonly ended: boolean;
}

const read = (rest: readonly string[], command: Command): Typed =>
  rest.reduce<Typed>(
    (typed, part) => {
      if (typed.open) return { ...typed, open: undefined };
      if (typed.ended || !part.startsWith("-")) return { ...typed, positional: [...typed.positional, part] };
      if (part === "--") return { ...typed, ended: true };
      const option = part.includes("=") ? undefined : optionNamed(part, command);
      return { ...typed, open: option && option.type !== "flag" ? option : undefined };
    },
    { positional: [], open: undefined, ended: false },
  );

const optionNamed = (flag: string, { options }: Command): OptionSpec | undefined =>
  Object.entries(options).find(([key, option]) => flag === `--${kebab(key)}` || ("short" in option && flag === `-${option.short}`))?.[1];

const ofCommand = async (command: Command, rest: readonly string[], current: string, lookup: Lookup): Promise<Completion> => {
  const { positional, open, ended } = read(rest, command);
  if (open) return ofOption(open, current, "", lookup);
  // What comes after a tool's name is the tool's own.
  if (command.passThrough === true && positional.length > 0) return PATHS;
  if (!ended && current.startsWith("-")) {
    const [flag = "", ...value] = current.split("=");
    const option = value.length > 0 ? optionNamed(flag, command) : undefined;
    return option ? ofOption(option, value.join("="), `${flag}=`, lookup) : only([...Object.entries(command.options).map(([key, { description }]) => word(`--${kebab(key)}`, description)), ...COMMON]);
  }
  const args = command.args ?? [];
  const last = args.at(-1);
  const argument = args[positional.length] ?? (last?.name.includes("...") === true ? last : undefined);
  const given = new Set(positional);
  const { candidates, paths } = await ofSource(argument?.complete, lookup);
  return { paths, candidates: candidates.filter(({ value }) => !given.has(value)) };
};

/** @param prefix What stands before the value in the same word: `--format=`, `postgres,`. */
const ofOption = async (option: OptionSpec, typed: string, prefix: string, lookup: Lookup): Promise<Completion> => {
  if (option.type === "flag" || option.type === "number") return NOTHING;
  const source = "choices" in option && option.choices ? option.choices : option.complete;
  const { candidates, paths } = await ofSource(source, lookup);
  const listed = option.type === "list" ? typed.slice(0, typed.lastIndexOf(",") + 1) : "";
  const given = new Set(listed.split(","));
  return { paths, candidates: candidates.filter(({ value }) => !given.has(value)).map(({ value, description }) => word(`${prefix}${listed}${value}`, description)) };
};

const ofSource = async (source: Completes | readonly string[] | undefined, lookup: Lookup): Promise<Completion> => {
  if (source === undefined) return NOTHING;
  if (typeof source !== "string") return only(source.map((value) => word(value)));
  return source === "directories" ? { candidates: [], paths: "directories" } : only(await lookup(source));
};
