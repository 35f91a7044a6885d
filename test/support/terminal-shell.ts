import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { neotool, projectRoot } from "./cli.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

/** What decides how a shell is started for a test: none of the machine's own set-up. */
export interface ShellKind {
  readonly name: "bash" | "zsh" | "fish";
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Lines that make completion work at all, before ours is sourced. */
  readonly setUp?: readonly string[];
}

/** A real shell in a real terminal, with our completion, in a folder of its own. */
export interface TerminalShell extends AsyncDisposable {
  /** Types keys, as they are: `\t` is the tab key. */
  type(keys: string): void;
  /** Waits until the screen shows this text behind what was typed last. */
  shows(text: string): Promise<void>;
  /** Gives the line up and begins a new one. */
  clear(): Promise<void>;
}

// Cursor movements and colours; what is left is text, in the order in which it came.
const ANSI = /\u001b(?:\[[0-9;?>=]*[a-zA-Z]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()][A-Z0-9]|[=>78])/g;
const READY = "neotool-test-ready";

/** In its folder: `dir-one/`, `dir-two.txt`, and the program as `neotool` on PATH and as `./neotool`. */
export const terminalShell = async ({ name, program, args, env = {}, setUp = [] }: ShellKind): Promise<TerminalShell> => {
  const directory = await tempDir();
  const bin = directory.file("bin");
  await mkdir(bin);
  await mkdir(directory.file("dir-one"));
  await writeFile(directory.file("dir-two.txt"), "");
  for (const path of [join(bin, "neotool"), directory.file("neotool")]) {
    await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${join(projectRoot, "bin", "neotool.js")}' "$@"\n`);
    await chmod(path, 0o755);
  }
  const script = directory.file(`completion.${name}`);
  await writeFile(script, `${(await neotool(["completion", name], { cwd: directory.path })).stdout}\n`);
  const terminal = spawn(program, [...args], { cwd: directory.path, cols: 200, rows: 40, env: { PATH: `${bin}:${process.env.PATH ?? ""}`, HOME: directory.path, TERM: "xterm-256color", LC_ALL: "C.UTF-8", ...env } });
  let screen = "";
  let from = 0;
  const text = () => screen.replaceAll(ANSI, "");
  terminal.onData((data) => (screen += data));
  const shows = (wanted: string) =>
    until(`${name} shows "${wanted}"; it shows: ${text().slice(from)}`, () => text().slice(from).includes(wanted), 30_000).catch((error: unknown) => {
      throw new Error(`${name} does not show "${wanted}" but:\n${text().slice(from)}`, { cause: error });
    });
  const type = (keys: string) => {
    from = text().length;
    terminal.write(keys);
  };
  let prompts = 0;
  const clear = async () => {
    prompts += 1;
    // Its answer is put together by the shell, so that the typed line is not taken for it.
    type(`\u0015echo ${READY}-'${prompts}'\r`);
    await shows(`${READY}-${prompts}`);
  };
  for (const line of [...setUp, `source '${script}'`]) terminal.write(`${line}\r`);
  await clear();
  return {
    type,
    shows,
    clear,
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise<void>((resolve) => terminal.onExit(() => resolve()));
      terminal.kill("SIGKILL");
      await ended;
      await directory[Symbol.asyncDispose]();
    },
  };
};
