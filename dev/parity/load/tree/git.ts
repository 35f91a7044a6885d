import { DevError } from "../../../errors/dev-error.ts";
import { runForBytes } from "../../../platform/run.ts";

/** Asks git about the repository that a folder is in. Nothing is fetched: where a clone is partial, what is missing stays missing. */
export interface Git {
  ask(args: readonly string[], input?: string): Promise<{ readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string }>;
}

const OFFLINE = ["-c", "protocol.allow=never"] as const;
const ENV = { GIT_OPTIONAL_LOCKS: "0", GIT_NO_LAZY_FETCH: "1", GIT_TERMINAL_PROMPT: "0" } as const;

export const gitAt = (folder: string, signal: AbortSignal): Git => ({
  ask: (args, input) =>
    runForBytes("git", ["-C", folder, ...OFFLINE, ...args], { hint: "Install git: a ref is read with it.", signal, env: ENV, ...(input !== undefined && { input }) }),
});

/** Of the folder below the top of its repository: `deploy/`, or nothing. `undefined` where there is no repository. */
export const prefixIn = async (git: Git): Promise<string | undefined> => {
  const asked = await git.ask(["rev-parse", "--show-prefix"]);
  return asked.exitCode === 0 ? asked.stdout.toString().trim() : undefined;
};

/** The URLs that a repository is fetched from; none where there is no repository, or no git. */
export const remotesOf = async (git: Git): Promise<readonly string[]> => {
  try {
    const asked = await git.ask(["config", "--get-regexp", "^remote\\..*\\.url$"]);
    return asked.stdout.toString().split("\n").flatMap((line) => line.split(" ").slice(1, 2));
  } catch (error) {
    if (error instanceof DevError) return [];
    throw error;
  }
};
