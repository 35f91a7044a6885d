import { rename } from "node:fs/promises";
import { DevError } from "../errors/dev-error.ts";
import type { InstanceDirectory } from "../instance/directory.ts";
import { isStateReadable } from "../instance/state.ts";
import { readIfThere } from "../platform/files.ts";
import { readCredentials } from "../secrets/credentials.ts";
import { readJwtKeys } from "../secrets/jwt-keys.ts";
import { pass, type Check } from "./check.ts";

/** What cannot be made again must be readable: without it, old data cannot be logged in to. */
const secretsProblem = async ({ credentials, jwt }: InstanceDirectory): Promise<DevError | undefined> => {
  try {
    await readCredentials(credentials);
    await readJwtKeys(jwt);
    return undefined;
  } catch (error) {
    if (error instanceof DevError) return error;
    throw error;
  }
};

/** The files below `.neotool/`. A damaged state is put aside, as the next command would do; secrets are never touched. */
export const stateCheck = (directory: InstanceDirectory): Check => ({
  id: "state",
  title: "Files of the instance",
  run: async () => {
    const problem = await secretsProblem(directory);
    if (problem) return { verdict: "fail", detail: [problem.message, ...problem.evidence].join(": "), fix: problem.hint };
    const { state } = directory;
    const content = await readIfThere(state);
    if (content === undefined) return pass("none yet");
    if (isStateReadable(content)) return pass("readable");
    return {
      verdict: "warn",
      detail: `${state} is damaged: moved ports and finished one-shots are forgotten`,
      fix: `mv ${state} ${state}.unreadable (the next command does it, too: the engine's labels are the truth)`,
      mend: async () => {
        await rename(state, `${state}.unreadable`);
        return "the damaged state was put aside";
      },
    };
  },
});
