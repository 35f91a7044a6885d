import { openClient } from "../../docker/client.ts";
import type { Engine } from "../../docker/connect.ts";
import { engineGet, labelFilter } from "../../docker/http.ts";
import { tolerating } from "../../docker/tolerating.ts";
import { LABEL } from "../../model/labels.ts";
import { snapshotVolumeName, type Instance } from "../../model/instance.ts";
import { instanceLabels } from "../container/create-options.ts";
import { asking } from "./asking.ts";

const NOT_FOUND = 404;

interface Listed {
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** Names of the snapshots that an instance has a volume for, whole or not. */
export const listSnapshotVolumes = async ({ socket }: Engine, { id }: Instance, signal: AbortSignal): Promise<readonly string[]> => {
  const { Volumes } = await engineGet<{ readonly Volumes: readonly Listed[] | null }>(socket, `/volumes?${labelFilter(`${LABEL.instance}=${id}`, LABEL.snapshot)}`, undefined, signal);
  return (Volumes ?? []).flatMap(({ Labels }) => Labels?.[LABEL.snapshot] ?? []).sort();
};

/** One that is there already will do: it is emptied by who fills it. */
export const makeSnapshotVolume = (engine: Engine, instance: Instance, snapshot: string, signal: AbortSignal): Promise<void> =>
  asking("make a volume for the snapshot", signal, async () => {
    const docker = await openClient(engine);
    await docker.createVolume({ Name: snapshotVolumeName(instance, snapshot), Labels: { ...instanceLabels(instance), [LABEL.snapshot]: snapshot }, abortSignal: signal });
  });

export const removeSnapshotVolume = (engine: Engine, instance: Instance, snapshot: string): Promise<void> =>
  asking(`remove the volume of the snapshot ${snapshot}`, undefined, async () => {
    const docker = await openClient(engine);
    await tolerating([NOT_FOUND], docker.getVolume(snapshotVolumeName(instance, snapshot)).remove());
  });
