import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { messageOf } from "../../dev/errors/message-of.ts";
import { projectRoot } from "./cli.ts";
import { until } from "./until.ts";

const PROGRAM = join(projectRoot, "bin", "neotool.js");

export interface TerminalOptions {
  readonly cwd: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** What a person has before them: a real pseudo terminal with a program in it, and what a terminal makes of its output. */
export interface RealTerminal extends AsyncDisposable {
  readonly pid: number;
  /** The visible lines, without trailing blanks. */
  screen(): string;
  /** Everything that can be scrolled back to, with the visible lines: the normal screen's. */
  scrollback(): string;
  /** All bytes that the program wrote. */
  raw(): string;
  /** What a program may leave behind. */
  state(): { readonly alternate: boolean; readonly cursorHidden: boolean; readonly bracketedPaste: boolean };
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  signal(name: NodeJS.Signals): void;
  until(what: string, isSo: () => boolean): Promise<void>;
  readonly exited: Promise<number>;
  readonly buffer: xterm.Terminal["buffer"];
}

const linesOf = (buffer: xterm.IBuffer, from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => buffer.getLine(from + index)?.translateToString(true) ?? "").join("\n").trimEnd();

/** Starts any program in a pseudo terminal. Ended by `await using` if it still runs. */
export const openTerminal = (file: string, args: readonly string[], { cwd, columns = 80, rows = 24, env = {} }: TerminalOptions): RealTerminal => {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 5_000 });
  const { CI: _ci, NO_COLOR: _color, ...inherited } = process.env;
  const child = spawn(file, [...args], { name: "xterm-256color", cols: columns, rows, cwd, env: { ...inherited, LANG: "C.UTF-8", ...env } });
  let raw = "";
  child.onData((data) => {
    raw += data;
    terminal.write(data);
  });
  let ended = false;
  const exited = new Promise<number>((resolve) => child.onExit(({ exitCode }) => {
    ended = true;
    // What was written last may still be on its way to the screen.
    terminal.write("", () => resolve(exitCode));
  }));
  const { buffer } = terminal;
  const screen = () => linesOf(buffer.active, buffer.active.baseY, buffer.active.baseY + terminal.rows);
  return {
    pid: child.pid,
    screen,
    scrollback: () => linesOf(buffer.normal, 0, buffer.normal.length),
    raw: () => raw,
    state: () => ({
      alternate: buffer.active.type === "alternate",
      cursorHidden: raw.lastIndexOf("\u001b[?25l") > raw.lastIndexOf("\u001b[?25h"),
      bracketedPaste: raw.lastIndexOf("\u001b[?2004h") > raw.lastIndexOf("\u001b[?2004l"),
    }),
    press: (keys) => child.write(keys),
    resize: (toColumns, toRows) => {
      terminal.resize(toColumns, toRows);
      child.resize(toColumns, toRows);
    },
    signal: (name) => child.kill(name),
    until: async (what, isSo) => {
      try {
        await until(what, isSo);
      } catch (cause) {
        throw new Error(`${messageOf(cause)}\non the screen:\n${screen()}`, { cause });
      }
    },
    exited,
    buffer,
    [Symbol.asyncDispose]: async () => {
      if (!ended) child.kill("SIGKILL");
      await exited;
      terminal.dispose();
    },
  };
};

/** `neotool dev …` as a person starts it. */
export const neotoolAt = (args: readonly string[], { env = {}, ...options }: TerminalOptions): RealTerminal =>
  openTerminal(process.execPath, [PROGRAM, "dev", ...args], { ...options, env: { NEOTOOL_INVOKED_AS: "neotool", ...env } });

/** The same from a shell that says afterwards how it ended and how the terminal is: `exit 0`, and `icanon` where it is put back. */
export const neotoolInShell = (args: readonly string[], { env = {}, ...options }: TerminalOptions): RealTerminal =>
  openTerminal("/bin/sh", ["-c", '"$0" "$@"; echo "exit $?"; stty -a', process.execPath, PROGRAM, "dev", ...args], { ...options, env: { NEOTOOL_INVOKED_AS: "neotool", ...env } });

/** How a terminal must be when a program has ended, however it did. */
export const PUT_BACK: ReturnType<RealTerminal["state"]> = { alternate: false, cursorHidden: false, bracketedPaste: false };
