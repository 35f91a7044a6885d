import type { Clock } from "../../platform/clock.ts";
import type { Api } from "./api.ts";
import type { Manifest } from "./manifests/manifest.ts";
import { isWorkload, objectPath } from "./api-paths.ts";

/** A field that nobody declared is an error, and not left out in silence. */
const BY_US = "fieldManager=neotool&force=true&fieldValidation=Strict";
const PAUSE_MS = 20;

interface Applied {
  readonly metadata: { readonly resourceVersion: string };
  readonly status?: { readonly phase?: string };
}

/** Makes an object what its manifest says. Doing it again changes nothing. */
export const applyOne = (api: Api, manifest: Manifest, signal: AbortSignal): Promise<Applied> =>
  api.ask({ method: "PATCH", path: `${objectPath(manifest)}?${BY_US}`, body: manifest, contentType: "application/apply-patch+yaml" }, signal);

/**
 * A volume is not "Pending" any more when its controller has seen it. A claim for one that it has not seen is looked at
 * again only after fifteen seconds.
 */
const applyVolume = async (api: Api, manifest: Manifest, clock: Clock, signal: AbortSignal): Promise<void> => {
  const isSeen = ({ status }: Applied) => status?.phase !== undefined && status.phase !== "Pending";
  let volume = await applyOne(api, manifest, signal);
  while (!isSeen(volume)) {
    await clock.sleep(PAUSE_MS, signal);
    volume = await api.ask<Applied>({ method: "GET", path: objectPath(manifest) }, signal);
  }
};

/** What others refer to comes first; what runs comes last, when everything that it names is there. */
const rank = (manifest: Manifest): number => (manifest.kind === "Namespace" || manifest.kind === "PersistentVolume" ? 0 : isWorkload(manifest) ? 2 : 1);

export const applyAll = async (api: Api, manifests: readonly Manifest[], clock: Clock, signal: AbortSignal): Promise<void> => {
  for (const now of [0, 1, 2]) {
    const due = manifests.filter((manifest) => rank(manifest) === now);
    await Promise.all(due.map((manifest) => (manifest.kind === "PersistentVolume" ? applyVolume(api, manifest, clock, signal) : applyOne(api, manifest, signal))));
  }
};
