import type { DiffStore } from "../../../data/diff/diff.ts";
import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import type { Stores } from "../../../data/stores.ts";
import type { Engine } from "../../../docker/connect.ts";
import type { Observer } from "../../../engine/run-plan.ts";
import { makeInstanceDirectory } from "../../../instance/directory.ts";
import { volumeName } from "../../../model/instance.ts";
import type { Interrupt } from "../../../platform/interrupt.ts";
import type { Together } from "../../../platform/together.ts";
import { openPrograms, openRuntime } from "../../connection.ts";
import type { Project } from "../../project.ts";
import { endSession } from "../../session-project.ts";
import type { Surroundings } from "../../surroundings.ts";
import { fillVolumes } from "./fill-volumes.ts";
import { revivedProject } from "./revived-project.ts";
import { startServers } from "./start-servers.ts";

export interface ReviveRequest {
  readonly manifest: SnapshotManifest;
  /** What is to be asked of it. */
  readonly stores: readonly DiffStore[];
  /** With the tools that copy. */
  readonly image: string;
}

/** A snapshot whose servers run, or will. Disposing of it leaves nothing. */
export interface Revived extends AsyncDisposable {
  /** Once this store answers. Holds secrets. */
  ready(store: "postgres" | "kafka" | "minio"): Promise<Stores>;
  /** Vault's, as they were kept; `undefined`: there are none. */
  readonly secrets: Promise<string | undefined>;
}

/**
 * Brings a snapshot's servers to life, beside the instance and in containers of their own, wherever that runs: with own names, volumes, ports and files.
 * Comes back at once.
 *
 * @param all What fails here fails there.
 */
export const revive = async (from: Project, surroundings: Surroundings, engine: Engine, request: ReviveRequest, tools: { warn(text: string): void }, interrupt: Interrupt, all: Together): Promise<Revived> => {
  const revived = await revivedProject(from, request.manifest, request.stores);
  const { project, volumes } = revived;
  surroundings.redactor.hide(...revived.credentials.values.values());
  const runtime = await openRuntime(project, engine, "container", surroundings);
  const answering = new Map(revived.containers.map(({ name }) => [name, Promise.withResolvers<void>()]));
  const known = Promise.withResolvers<Stores>();
  const observer: Observer = (_event, view) => {
    for (const [name, { resolve }] of answering) if (view.services.get(name)?.phase === "ready") resolve();
  };
  const made = all.with(async (signal) => {
    await makeInstanceDirectory(project.directory);
    await Promise.all(volumes.map((volume) => runtime.apply({ kind: "create-volume", volume: volumeName(project.instance, volume) }, signal)));
  });
  const filling = all.with(async () => {
    await made;
    return fillVolumes(from, engine, revived, request, all);
  });
  const filled = all.with(async () => (await filling).whole);
  const run = all.with(async (signal) => {
    await made;
    await startServers(revived, surroundings, { engine, runtime, programs: openPrograms(project, surroundings) }, { name: request.manifest.name, filled, observer, warn: tools.warn, planned: known.resolve }, { ...interrupt, soft: signal });
  });
  return {
    secrets: all.with(async () => (await filling).secrets),
    // Where the run has ended, it answers, or the run says why it does not.
    ready: async (store) => {
      await Promise.race([answering.get(store)?.promise ?? run, run]);
      return await known.promise;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.allSettled([run, filled]);
      await endSession(project, surroundings, { ...interrupt, soft: interrupt.hard }, tools.warn);
    },
  };
};
