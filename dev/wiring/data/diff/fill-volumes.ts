import type { Engine } from "../../../docker/connect.ts";
import { clusterIdOf } from "../../../model/instance.ts";
import type { Together } from "../../../platform/together.ts";
import { openWorker } from "../../../runtimes/volumes/worker.ts";
import { source } from "../../desired-state.ts";
import type { Project } from "../../project.ts";
import { SECRETS_FILE, WORKER_SCRIPT } from "../snapshot/copy-volumes.ts";
import type { ReviveRequest } from "./revive.ts";
import type { RevivedProject } from "./revived-project.ts";

interface Filling {
  /** Vault's, as they were kept; `undefined`: there are none. */
  readonly secrets: Promise<string | undefined>;
  /** All volumes have what the snapshot has. */
  readonly whole: Promise<void>;
}

/** Begins to copy a snapshot into volumes that nobody uses yet. @param all What fails here fails there. */
export const fillVolumes = (from: Project, engine: Engine, { project: { instance }, volumes }: RevivedProject, { manifest, image }: ReviveRequest, all: Together): Filling => {
  const request = { instance: from.instance, volumesOf: instance, snapshot: manifest.name, image, script: source(WORKER_SCRIPT), task: "fill", volumes, env: { CLUSTER_ID: clusterIdOf(instance) } } as const;
  const worker = all.with((signal) => openWorker(engine, request, signal));
  const secrets = all.with(async () => (await worker).kept(SECRETS_FILE));
  const whole = all.with(async () => {
    await using held = await worker;
    await secrets;
    held.say("begin");
    await held.until("done");
  });
  return { secrets, whole };
};
