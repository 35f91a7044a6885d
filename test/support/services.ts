import { inject } from "vitest";
import { neotool } from "./cli.ts";

/** The Kotlin services: a schema and a login role of the same name for each. */
export const SERVICES = ["app", "security", "assets", "assistant", "comms"] as const;

export type Environment = Readonly<Record<string, string>>;

/** A variable that must be there. */
export const variable = (env: Environment, name: string): string => {
  const value = env[name];
  if (value === undefined) throw new Error(`neotool dev env gives no ${name}`);
  return value;
};

/** `neotool dev env` of the shared stack as it is now, for example of one role. */
export const environment = async (...options: readonly string[]): Promise<Environment> => {
  const { exitCode, stdout, stderr } = await neotool(["env", "--format", "json", ...options], { cwd: inject("stack").workingCopy });
  if (exitCode !== 0) throw new Error(stderr);
  const env: Environment = JSON.parse(stdout);
  return env;
};

/** What a tool of the shared stack prints. @throws where it fails. */
export const execute = async (args: readonly string[], input?: string): Promise<string> => {
  const { exitCode, stdout, stderr } = await neotool(["exec", ...args], { cwd: inject("stack").workingCopy, ...(input !== undefined && { input }) });
  if (exitCode !== 0) throw new Error(`neotool dev exec ${args.join(" ")} failed with ${exitCode}: ${stderr}${stdout}`);
  return stdout;
};
