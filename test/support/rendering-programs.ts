import { homedir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../dev/platform/clock.ts";
import { clusterPrograms, RENDERING_PROGRAMS, type FindProgram } from "../../dev/platform/cluster-programs.ts";
import { waitForLock } from "../../dev/platform/file-lock.ts";
import { cacheDirectory } from "../../dev/platform/package-root.ts";
import { getPrograms, missingPrograms } from "../../dev/setup/get-programs.ts";

const LONG_MS = 1_800_000;

const cache = cacheDirectory(process.env, homedir());
const find = clusterPrograms(cache, process.env.PATH);

let found: Promise<FindProgram> | undefined;

/** kubectl and helm, real ones; looked for once. Compiles first what this machine lacks, which takes some minutes, once: needs Go. */
export const renderingPrograms = (report: (line: string) => void = () => {}): Promise<FindProgram> => (found ??= getMissing(report));

const getMissing = async (report: (line: string) => void): Promise<FindProgram> => {
  const missing = () => missingPrograms(clusterPrograms(cache, process.env.PATH), cache, RENDERING_PROGRAMS);
  if ((await missing()).length === 0) return find;
  const signal = AbortSignal.timeout(LONG_MS);
  await using _lock = await waitForLock(join(cache, "rendering-programs.lock"), "compiling kubectl and helm", systemClock, ({ pid }) => report(`process ${pid} is compiling`), signal);
  await getPrograms(await missing(), { folders: [], offline: false, signal, report });
  return clusterPrograms(cache, process.env.PATH);
};
