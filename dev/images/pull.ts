import { homedir } from "node:os";
import { join } from "node:path";
import { openClient } from "../docker/client.ts";
import type { Engine } from "../docker/connect.ts";
import { followEvents, type ImageEvent } from "./engine-events.ts";
import { pullReference, withoutTag } from "./lock.ts";
import { megabytes, type ReportProgress } from "./progress.ts";
import { parseReference } from "./reference.ts";
import { registryLogin } from "./registry-login.ts";

/** Adds up the layers' bytes: the engine reports each by itself. */
export const pullProgress = (): ((event: ImageEvent) => string | undefined) => {
  const layers = new Map<string, { readonly current: number; readonly total: number }>();
  return ({ id, status, progressDetail }) => {
    if (id === undefined) return undefined;
    const known = layers.get(id);
    if (status === "Downloading" && progressDetail?.total !== undefined) layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
    else if (status === "Download complete" && known) layers.set(id, { ...known, current: known.total }); // its last bytes are not reported
    else return undefined;
    const sum = (key: "current" | "total") => [...layers.values()].reduce((bytes, layer) => bytes + layer[key], 0);
    return `pulling ${megabytes(sum("current"))} of ${megabytes(sum("total"))}`;
  };
};

/**
 * Pulls a source through the engine, by its digest where that is known.
 *
 * @throws the engine's error; also for one in the middle of the stream, which the HTTP status cannot tell.
 */
export const pullImage = async (engine: Engine, source: string, digest: string | null, report: ReportProgress, signal: AbortSignal): Promise<void> => {
  const docker = await openClient(engine);
  const { registry, version } = parseReference(source);
  const reference = pullReference(source, digest);
  const authconfig = await registryLogin(registry, process.env.DOCKER_CONFIG || join(homedir(), ".docker"));
  report(`asking ${registry}`);
  const describe = pullProgress();
  const answer = await docker.pull(reference, { abortSignal: signal, ...(authconfig && { authconfig }) });
  await followEvents(answer, (event) => {
    const text = describe(event);
    if (text !== undefined) report(`${text} from ${registry}`);
  });
  // What was pulled by digest has no name: `docker images` shows <none>, and a bundle could not hold it.
  if (digest !== null) await docker.getImage(reference).tag({ repo: withoutTag(source), tag: version, abortSignal: signal });
};
