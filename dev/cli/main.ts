import { Command as Commander, CommanderError } from "commander";
import { ERROR_CODES } from "../errors/codes.ts";
import { DevError } from "../errors/dev-error.ts";
import { exitCodeOf, reportError } from "../errors/format.ts";
import { listenForInterrupt } from "../platform/interrupt.ts";
import { unlessIdle } from "../platform/unless-idle.ts";
import { realSurroundings } from "../wiring/surroundings.ts";
import type { CommandContext, RunCommand } from "./command.ts";
import { commands } from "./commands.ts";
import { createOutput, type Output, type Sink } from "./output.ts";
import { HELP_COLUMNS } from "./prepared-help.ts";

export interface MainOptions {
  /** Without node and script. */
  readonly argv: readonly string[];
  readonly version: string;
  readonly stdout: Sink;
  readonly stderr: Sink;
}

/** How the user called us: hints are commands to paste. npx says so in the environment, the launcher by a variable of its own. */
const invokedAs = (env: Readonly<Record<string, string | undefined>>): string =>
  env.NEOTOOL_INVOKED_AS ?? (env.npm_command === "exec" ? "npx neotool" : "neotool");

/** argv → exit code. Never ends the process: what is still to be written is written. */
export const main = async ({ argv, version, stdout, stderr }: MainOptions): Promise<number> => {
  const surroundings = realSurroundings();
  const json = argv.includes("--json");
  const newOutput = (command: string, mode: Output["mode"]) =>
    createOutput({ command, mode, stdout, stderr, redactor: surroundings.redactor, invokedAs: invokedAs(surroundings.env) });
  let exitCode = 0;

  const run: RunCommand = async ({ name, interrupted }, asJson, handle) => {
    const output = newOutput(name, asJson ? "json" : "text");
    const interrupt = listenForInterrupt((count) => {
      if (interrupted !== undefined) output.narrate(count === 1 ? interrupted : "Interrupted again: cutting off what is in flight.");
    });
    exitCode = await runHandler(handle, { surroundings, output, interrupt });
    interrupt.dispose();
  };

  const program = buildProgram(argv, version, stdout, stderr, run);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0; // --help and --version have been printed
    if (error.code === "commander.help") return ERROR_CODES.USAGE.exit; // no command was named: its list has been printed
    const usage = usageError(error);
    newOutput(argv[1] ?? "", json ? "json" : "text").finish(undefined, reportError(usage));
    return exitCodeOf(usage);
  }
  return exitCode;
};

const runHandler = async (handle: Parameters<RunCommand>[2], context: CommandContext): Promise<number> => {
  const { output } = context;
  try {
    const result = await unlessIdle(Promise.race([handle(context), cutOff(context)]), endedTooSoon);
    if (result === undefined) return 0;
    const failure = result.failure;
    output.finish(result, failure === undefined ? null : reportError(failure));
    return failure === undefined ? (result.exitCode ?? 0) : exitCodeOf(failure);
  } catch (error) {
    output.finish(undefined, reportError(error));
    return exitCodeOf(error);
  }
};

const endedTooSoon = (): Error => new Error("it waited for something that never came; the same command again goes on from where this one was");

/** What is cut off gets so long to let go of its lock and to end what it started. */
const UNWIND_MS = 500;

/** A second Ctrl+C ends the command even where something does not listen. */
const cutOff = ({ interrupt: { hard }, surroundings: { clock } }: CommandContext): Promise<never> =>
  new Promise((_resolve, reject) => hard.addEventListener("abort", () => void clock.sleep(UNWIND_MS).then(() => reject(hard.reason)), { once: true }));

const usageError = (error: CommanderError): DevError => {
  const [message = error.message, ...suggestion] = error.message.replace(/^error: /, "").split("\n");
  const meant = suggestion.join(" ").trim();
  return new DevError("USAGE", meant === "" ? message : `${message} ${meant}`, { hint: "neotool dev --help lists the commands, neotool dev <command> --help its options." });
};

/** The command that is called; where none is, all of them: for the list, and for "did you mean". Giving the parser all of them takes a fifth of `status`. */
const addCommands = (dev: Commander, argv: readonly string[], run: RunCommand): void => {
  const [group, name] = argv;
  const called = group === "dev" ? commands.find((command) => command.name === name) : undefined;
  if (called) return called.addTo(dev, run);
  for (const command of argv.includes("dev") ? commands : []) {
    if (argv.includes(command.name)) command.addTo(dev, run); // `help dev up`
    else command.listIn(dev);
  }
};

/** The parser would ask the process's own streams, which takes as long as all the rest. Wider than its prepared text no help gets. */
const widthOf = ({ isTTY, columns }: Sink): number => Math.min((isTTY === true && columns) || HELP_COLUMNS, HELP_COLUMNS);

const buildProgram = (argv: readonly string[], version: string, stdout: Sink, stderr: Sink, run: RunCommand): Commander => {
  const program = new Commander("neotool").description("Neotool's developer tools").version(version, "-V, --version");
  const configure = (command: Commander) =>
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void stdout.write(text),
        writeErr: (text) => void stderr.write(text),
        outputError: () => {},
        getOutHelpWidth: () => widthOf(stdout),
        getErrHelpWidth: () => widthOf(stderr),
        getOutHasColors: () => true, // there are none to be taken out
        getErrHasColors: () => true,
      })
      .enablePositionalOptions();
  configure(program);
  const dev = configure(program.command("dev").description("Local backing services: Postgres, PgBouncer, Kafka, Vault, MinIO, from one definition"));
  addCommands(dev, argv, run);
  for (const command of dev.commands) configure(command);
  return program;
};
