import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { projectRoot } from "./cli.ts";

/** How a program of {@link nodeProcess} imports a file of this project. @example `import { exec } from ${source("dev/platform/exec.ts")};` */
export const source = (path: string): string => JSON.stringify(pathToFileURL(join(projectRoot, path)).href);

interface RealProcess extends AsyncDisposable {
  readonly pid: number;
  /** The next line of its output; `undefined` when there is no more. */
  line(): Promise<string | undefined>;
  signal(name: NodeJS.Signals): void;
  /** How it ended: an exit code, or the name of a signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** A real process. Killed by `await using` if it still runs. */
export const realProcess = (file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): RealProcess => {
  const child = execa(file, args, { env, reject: false, stdin: "ignore", stderr: "inherit", buffer: false });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = child.then(({ exitCode, signal }) => signal ?? exitCode ?? -1);
  return {
    pid: child.pid ?? -1,
    line: async () => (await lines.next()).value,
    signal: (name) => void child.kill(name),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      child.stdout.destroy(); // a grandchild may hold it open
      await ended;
    },
  };
};

/** A real process that runs a small program. */
export const nodeProcess = (program: string, env: Readonly<Record<string, string>> = {}): RealProcess =>
  realProcess(process.execPath, ["--input-type=module", "--eval", program], env);
