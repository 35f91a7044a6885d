import { DevError } from "../errors/dev-error.ts";
import type { DesiredContainer } from "../planner/desired.ts";
import { configName } from "../stacks/config/config-name.ts";
import { cutShort, lastWords, toldIn } from "./last-lines.ts";
import type { Exit, Runtime } from "./runtime.ts";

export const nextStep = (name: string): string => `neotool dev logs ${name} shows everything it said. After the fix, \`neotool dev up\` goes on from here.`;

/** In the words of the system, which programs pass on. */
const DISK_FULL = "no space left on device";

interface ExitTools {
  readonly runtime: Runtime;
  /** @throws {DevError} when old data on its volumes explain an exit. */
  checkVolumes(): Promise<void>;
}

/** Why a service ended before it was ready: by its limit, a full disk, old data, what its last lines are known to mean, or its code. */
export const explainExit = async ({ name, service }: DesiredContainer, { exitCode, outOfMemory }: Exit, { runtime, checkVolumes }: ExitTools): Promise<DevError> => {
  const words = await lastWords(runtime, name);
  const evidence = words.map(cutShort);
  if (outOfMemory) {
    return new DevError("SERVICE_OUT_OF_MEMORY", `${name} was killed: it needed more than its limit of ${service.limits.memoryMiB} MiB`, {
      hint: `Raise ${configName(name)}.memoryMiB in neotool.config.ts. ${nextStep(name)}`,
      evidence,
    });
  }
  const says = (part: string) => words.some((line) => line.toLowerCase().includes(part.toLowerCase()));
  if (says(DISK_FULL)) {
    return new DevError("DISK_FULL", `${name} ended because the engine's disk is full`, { hint: `See what takes the space: docker system df. neotool dev prune removes what no working copy needs. ${nextStep(name)}`, evidence });
  }
  await checkVolumes();
  const how = exitCode > 128 ? `was ended by signal ${exitCode - 128}` : `exited with code ${exitCode}`;
  const known = service.knownEnds?.find((end) => says(end.says));
  const told = known?.tells === undefined ? [] : toldIn(words, known.tells);
  return new DevError("SERVICE_EXITED", `${name} ${how} before it was ready${known ? `: ${known.means}` : ""}`, { hint: known ? known.fix : nextStep(name), evidence: told.length > 0 ? told : evidence });
};
