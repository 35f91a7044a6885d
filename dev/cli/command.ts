import type { Command as Commander } from "commander";
import type { Interrupt } from "../platform/interrupt.ts";
import type { Surroundings } from "../wiring/surroundings.ts";
import type { TerminalOutput } from "./output.ts";

/** What a handler gets besides its own options. */
export interface CommandContext {
  readonly surroundings: Surroundings;
  readonly output: TerminalOutput;
  readonly interrupt: Interrupt;
}

/** One value, two renderings: `--json` never falls behind. `undefined` from a handler that has streamed its own output. */
export interface CommandResult {
  readonly data: unknown;
  readonly text: string;
  /** The command did part of its work; this is what it failed with. Decides the exit code. */
  readonly failure?: unknown;
  /** @default 0 */
  readonly exitCode?: number;
}

/** What a shell offers where a value is typed; each is found without the engine but `instances`. */
export type Completes = "services" | "apps" | "containers" | "profiles" | "ports" | "tools" | "roles" | "web-pages" | "instances" | "datasets" | "snapshots" | "directories";

export type OptionSpec =
  | { readonly type: "flag"; readonly short?: string; readonly description: string }
  | { readonly type: "text"; readonly short?: string; readonly value: string; readonly description: string; readonly choices?: readonly string[]; readonly complete?: Completes }
  | { readonly type: "list"; readonly value: string; readonly description: string; readonly complete?: Completes }
  /** Repeatable, and a comma is part of what was typed. */
  | { readonly type: "values"; readonly value: string; readonly description: string; readonly complete?: Completes }
  | { readonly type: "number"; readonly short?: string; readonly value: string; readonly description: string };

type Value<S extends OptionSpec> = S extends { type: "flag" }
  ? boolean
  : S extends { type: "list" | "values" }
    ? readonly string[]
    : S extends { type: "number" }
      ? number | undefined
      : S extends { choices: readonly (infer C)[] }
        ? C | undefined
        : string | undefined;

/** Keys in camel case: `dryRun` is `--dry-run`. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionValues<S extends OptionSpecs> = { readonly [K in keyof S]: Value<S[K]> };

export interface ArgumentSpec {
  /** In commander's form: `<name>`, `[name]`, `[names...]`. */
  readonly name: string;
  readonly description: string;
  /** What shells offer here: the words themselves, or where they come from. The parser takes any word: it is the action that knows. */
  readonly complete?: Completes | readonly string[];
}

export interface CommandInput<S extends OptionSpecs> {
  readonly args: readonly string[];
  readonly options: OptionValues<S>;
}

/** A command is data. */
export interface CommandSpec<S extends OptionSpecs> {
  readonly name: string;
  readonly summary: string;
  /** More lines for `--help`. */
  readonly details?: string;
  readonly examples: readonly string[];
  readonly args?: readonly ArgumentSpec[];
  readonly options: S;
  /** Everything after the first argument belongs to another program. @default false */
  readonly passThrough?: boolean;
  /** What the first Ctrl+C is answered with at once. @default nothing: the command ends without a word */
  readonly interrupted?: string;
  /** Not in any list: programs call it. @default false */
  readonly hidden?: boolean;
}

/** What a command does. */
export interface Action<S extends OptionSpecs> {
  run(input: CommandInput<S>, context: CommandContext): Promise<CommandResult | undefined>;
}

/** A command as the program knows it, whatever its options are. */
export interface Command extends Pick<CommandSpec<OptionSpecs>, "name" | "summary" | "examples" | "options" | "args" | "passThrough" | "hidden"> {
  addTo(program: Commander, run: RunCommand): void;
  /** Only what a list shows of it. Giving the parser all of every command takes a third of `--help`. */
  listIn(program: Commander): void;
}

/** How the program runs a handler once its arguments are known. */
export type RunCommand = (spec: Pick<CommandSpec<OptionSpecs>, "name" | "interrupted">, json: boolean, handle: (context: CommandContext) => Promise<CommandResult | undefined>) => Promise<void>;
