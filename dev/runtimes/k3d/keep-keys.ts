import type { RuntimeOperation } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import type { Api } from "./api.ts";
import { objectPath } from "./api-paths.ts";
import type { Manifest } from "./manifests/manifest.ts";
import { renderJwtKeys, renderKeysSecret } from "./manifests/jwt-keys.ts";
import { applyOne } from "./server-apply.ts";
import { orNothing, tellPods } from "./tell-pods.ts";
import { workloadsOf } from "./workloads.ts";

type KeepKeys = Extract<RuntimeOperation, { kind: "keep-keys" }>;

interface Kept {
  readonly data?: Readonly<Record<string, string>>;
}

const sameData = (kept: Kept | undefined, wanted: Manifest): boolean => {
  const sorted = (data: object = {}) => JSON.stringify(Object.entries(data).sort());
  return sorted(kept?.data) === sorted(Object(wanted.data));
};

/** Its pods go with it; by default they would stay. */
const removeJob = async (api: Api, job: Manifest, signal: AbortSignal): Promise<void> => {
  await orNothing(api.ask({ method: "DELETE", path: `${objectPath(job)}?propagationPolicy=Background` }, signal));
};

/** On a pod: the keys that it was told of, as a version of their Secret. */
const TOLD = "dev.neotool.jwt-keys";

/**
 * Puts the keys where the service's hook finds them, and lets the Job write those that are new. Keys that are there
 * already cost one question: the hook has them. The Secret last: while it is missing or old, this is done again.
 */
export const keepKeys = async (api: Api, instance: Instance, { desired, token, keys }: KeepKeys, signal: AbortSignal): Promise<void> => {
  const secret = renderKeysSecret(desired, instance, token, keys);
  const kept = await orNothing(api.ask<Kept>({ method: "GET", path: objectPath(secret) }, signal));
  if (sameData(kept, secret)) return;
  const [workload] = await workloadsOf(api, instance, signal, desired.name);
  const reference = workload?.metadata.annotations?.[LABEL.imageReference];
  if (reference === undefined) return; // made without: nobody would look for keys
  for (const job of renderJwtKeys(desired, { reference }, instance, token, keys).filter(({ kind }) => kind === "Job")) {
    await removeJob(api, job, signal);
    await applyOne(api, job, signal);
  }
  const { metadata } = await applyOne(api, secret, signal);
  await tellPods(api, instance, desired.name, { [TOLD]: metadata.resourceVersion }, signal);
};
