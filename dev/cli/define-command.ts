import { InvalidArgumentError, Option, type Command as Commander } from "commander";
import type { Action, Command, CommandSpec, OptionSpec, OptionSpecs, OptionValues } from "./command.ts";

/** `dryRun` → `dry-run` */
export const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const positive = (text: string): number => {
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError("It must be a number, 0 or more.");
  return number;
};

/** An empty one is a mistake, such as a variable that a script never set: taken for "nothing said", it would mean everything. */
const parts = (text: string, before: readonly string[] = []): readonly string[] => {
  const named = text.split(",").map((part) => part.trim()).filter((part) => part !== "");
  if (named.length === 0) throw new InvalidArgumentError("It names nothing.");
  return [...before, ...named];
};

const optionFrom = (key: string, spec: OptionSpec): Option => {
  const short = "short" in spec && spec.short !== undefined ? `-${spec.short}, ` : "";
  const flags = `${short}--${kebab(key)}`;
  switch (spec.type) {
    case "flag":
      return new Option(flags, spec.description);
    case "number":
      return new Option(`${flags} <${spec.value}>`, spec.description).argParser(positive);
    case "list":
      return new Option(`${flags} <${spec.value}>`, spec.description).argParser(parts);
    case "values":
      return new Option(`${flags} <${spec.value}>`, spec.description).argParser((value: string, before: readonly string[] = []) => [...before, value]);
    case "text": {
      const option = new Option(`${flags} <${spec.value}>`, spec.description);
      return spec.choices ? option.choices([...spec.choices]) : option;
    }
  }
};

/** The parser takes whatever comes next for an option's value: `--output --json` would write into a folder of that name. */
const withItsOwnValue = (option: Option, command: Commander): Option => {
  if (!option.required) return option;
  const parse: ((value: string, before: unknown) => unknown) | undefined = option.parseArg;
  return option.argParser((value: string, before: unknown) => {
    if (command.options.some(({ long }) => long === value)) throw new InvalidArgumentError(`${value} is an option, so its own value is missing.`);
    return parse ? parse(value, before) : value;
  });
};

/** Not given to the parser, which would print "(default: false)" behind every flag. */
const defaultsOf = (specs: OptionSpecs): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(specs).flatMap(([key, { type }]): [string, unknown][] => (type === "flag" ? [[key, false]] : type === "list" || type === "values" ? [[key, []]] : [])));

/** What the parser keeps under the name of what is denied: `--no-snapshot` is `snapshot: false` to it. */
const deniedIn = (specs: OptionSpecs, parsed: Readonly<Record<string, unknown>>): Readonly<Record<string, boolean>> =>
  Object.fromEntries(Object.keys(specs).flatMap((key): [string, boolean][] => {
    const [, first, rest = ""] = /^no([A-Z])(.*)$/.exec(key) ?? [];
    return first === undefined ? [] : [[key, parsed[`${first.toLowerCase()}${rest}`] === false]];
  }));

const JSON_OPTION = new Option("--json", "print one JSON document on stdout, for scripts");

const named = ({ name, summary, args = [], hidden = false }: CommandSpec<OptionSpecs>, program: Commander): Commander => {
  const command = program.command(name, { hidden }).summary(summary).description(summary);
  for (const argument of args) command.argument(argument.name, argument.description);
  return command;
};

/** Gives a command's data their types. */
export const defineCommand = <const S extends OptionSpecs>(spec: CommandSpec<S>): CommandSpec<S> => spec;

/**
 * A command's data as a subcommand of the program.
 *
 * @param load Loads what it does, when it is called: `--help` must not wait for it.
 */
export const toCommand = <const S extends OptionSpecs>(spec: CommandSpec<S>, load: () => Promise<Action<S>>): Command => ({
  ...spec,
  listIn: (program: Commander) => void named(spec, program).addOption(JSON_OPTION),
  addTo: (program: Commander, run) => {
    const command = named(spec, program);
    for (const [key, option] of Object.entries(spec.options)) command.addOption(withItsOwnValue(optionFrom(key, option), command));
    command.addOption(JSON_OPTION);
    if (spec.passThrough) command.passThroughOptions();
    const more = [...(spec.details === undefined ? [] : [spec.details, ""]), "Examples:", ...spec.examples.map((example) => `  $ ${example}`)];
    command.addHelpText("after", `\n${more.join("\n")}`);
    command.action(async () => {
      const { json } = command.opts<{ json?: boolean }>();
      await run(spec, json === true, async (context) => {
        const action = await load();
        const args = command.processedArgs.flat().filter((argument) => argument !== undefined);
        return action.run({ args, options: { ...defaultsOf(spec.options), ...command.opts<OptionValues<S>>(), ...deniedIn(spec.options, command.opts()) } }, context);
      });
    });
  },
});
