import type { Path, ProductionObject } from "../load/production.ts";
import type { Known } from "../facts/known.ts";
import type { Mount } from "../facts/workload.ts";
import type { Lookup } from "./lookup.ts";
import { listAt, placedAt, textAt, valueAt } from "./read.ts";

export interface Storage {
  readonly mounts: readonly Known<Mount>[];
  readonly files: ReadonlyMap<string, Known>;
  /** Whether files come from where nobody can look. */
  readonly open: boolean;
}

interface Volume {
  readonly kind: Mount["kind"];
  readonly size: Known | undefined;
  /** Files by their names in the volume. */
  readonly files: ReadonlyMap<string, Known>;
  readonly open: boolean;
}

const plain = (kind: Mount["kind"], size?: Known): Volume => ({ kind, size, files: new Map(), open: false });

/** Of a ConfigMap: all keys, or the chosen ones under the chosen names. */
const chosen = (texts: ReadonlyMap<string, Known>, items: readonly unknown[]): ReadonlyMap<string, Known> =>
  items.length === 0
    ? texts
    : new Map(
        items.flatMap((item): [string, Known][] => {
          const text = texts.get(textAt(item, ["key"]) ?? "");
          const path = textAt(item, ["path"]);
          return text === undefined || path === undefined ? [] : [[path, text]];
        }),
      );

/** Disks and shares that a pod names without a claim: they outlive it. */
const LASTING = ["nfs", "iscsi", "fc", "cephfs", "rbd", "glusterfs", "azureDisk", "azureFile", "awsElasticBlockStore", "gcePersistentDisk", "vsphereVolume"] as const;

const volumeOf = (object: ProductionObject, volume: unknown, lookup: Lookup): Volume => {
  const sources = [volume, ...listAt(volume, ["projected", "sources"])];
  const claim = textAt(volume, ["persistentVolumeClaim", "claimName"]);
  if (claim !== undefined) return plain("data", lookup.claim(object.namespace, claim));
  if (LASTING.some((kind) => valueAt(volume, [kind]) !== undefined)) return plain("data");
  if (valueAt(volume, ["emptyDir"]) !== undefined || valueAt(volume, ["ephemeral"]) !== undefined) return plain("temporary");
  if (valueAt(volume, ["hostPath"]) !== undefined) return plain("host");
  const files = new Map<string, Known>();
  let open = false;
  for (const source of sources) {
    const map = textAt(source, ["configMap", "name"]);
    const texts = map === undefined ? undefined : lookup.configMap(object.namespace, map);
    for (const [name, text] of texts ? chosen(texts, listAt(source, ["configMap", "items"])) : []) files.set(name, text);
    if ((map !== undefined && !texts) || valueAt(source, ["secret"]) !== undefined || valueAt(source, ["csi"]) !== undefined) open = true;
  }
  return { kind: "config", size: undefined, files, open };
};

/** What stands where in a container: volumes, and the texts that ConfigMaps put there. */
export const storageOf = (object: ProductionObject, spec: Path, container: Path, lookup: Lookup): Storage => {
  const volumes = new Map<string, Volume>();
  listAt(object.value, [...spec, "volumes"]).forEach((volume) => volumes.set(textAt(volume, ["name"]) ?? "", volumeOf(object, volume, lookup)));
  listAt(object.value, ["spec", "volumeClaimTemplates"]).forEach((claim, index) => {
    const path = ["spec", "volumeClaimTemplates", index, "spec", "resources", "requests", "storage"];
    const size = textAt(object.value, path);
    volumes.set(textAt(claim, ["metadata", "name"]) ?? "", plain("data", size === undefined ? undefined : placedAt(size, object, path)));
  });
  const mounts: Known<Mount>[] = [];
  const files = new Map<string, Known>();
  let open = false;
  listAt(object.value, [...container, "volumeMounts"]).forEach((mount, index) => {
    const volume = volumes.get(textAt(mount, ["name"]) ?? "");
    const path = textAt(mount, ["mountPath"])?.replace(/(?<=.)\/$/, "");
    if (!volume || path === undefined) return;
    const sub = textAt(mount, ["subPath"]);
    mounts.push(placedAt({ path, kind: volume.kind, size: volume.size }, object, [...container, "volumeMounts", index]));
    for (const [name, text] of volume.files) if (sub === undefined) files.set(`${path}/${name}`, text);
    const single = sub === undefined ? undefined : volume.files.get(sub);
    if (single) files.set(path, single);
    open ||= volume.open;
  });
  return { mounts, files, open };
};
