import type { DesiredContainer, ResolvedFile } from "../../planner/desired.ts";
import { shellWord } from "../../platform/shell-word.ts";
import type { ComposeService } from "./document.ts";
import type { Script } from "./one-shot.ts";

const READY_WITHIN_SECONDS = 60;
/** In the memory that every container gets anew with each start, so "done" is always about this start. */
const DONE = "/dev/shm/neotool-done";

interface Health {
  readonly service: Pick<ComposeService, "healthcheck">;
  /** What the check reads, besides the service's own files. */
  readonly files: readonly ResolvedFile[];
}

/**
 * Compose's question whether a service is ready, asked inside its container. A service with one-shots is healthy when
 * they are done too: the first check that finds the service ready does them, once for each start.
 *
 * Not containers of their own: `up --wait` takes one that has ended with 0 for a failure unless another service waits
 * for it (docker/compose#10596), runs it again at each `up`, and does not when only its target is restarted, which
 * leaves Vault without its keys. Not `post_start` hooks: after one that failed, a second `up` says that all is well.
 */
export const healthCheckOf = ({ healthCheck, readyWithinSeconds = READY_WITHIN_SECONDS, files }: DesiredContainer["service"], scripts: readonly Script[]): Health => {
  if (!healthCheck) return { service: {}, files: [] };
  const needed = scripts.filter(({ lines }) => lines.length > 0);
  const lines = [...new Set(needed.map((script) => script.exports)), ...needed.flatMap((script) => script.lines)];
  const wanted = [...healthCheck.files, ...needed.flatMap((script) => script.files)];
  const isNew = ({ path }: ResolvedFile, index: number) => !files.some((file) => file.path === path) && wanted.findIndex((file) => file.path === path) === index;
  // No start period: from engine 25 on a check inside it comes every five seconds, and older engines refuse to be told otherwise.
  const often = (timeoutSeconds: number) => ({ interval: "1s", timeout: `${timeoutSeconds}s`, retries: readyWithinSeconds });
  const script = [asLine(healthCheck.command), `if [ -e ${DONE} ]; then exit; fi`, ...lines, `: > ${DONE}`].join("\n");
  const asked = { test: ["CMD", ...healthCheck.command], ...often(5) };
  const askedAndMade = { test: ["CMD", "sh", "-euc", script], ...often(readyWithinSeconds) };
  return {
    service: { healthcheck: needed.length === 0 ? asked : askedAndMade },
    files: wanted.filter(isNew),
  };
};

/** A command as a line of a shell script. */
const asLine = ([file = "", ...args]: readonly string[]): string => {
  const [option, script] = args;
  return file === "sh" && option === "-c" && script !== undefined ? script : [file, ...args].map(shellWord).join(" ");
};
