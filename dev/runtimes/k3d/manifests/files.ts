import { basename, dirname } from "node:path/posix";
import { DevError } from "../../../errors/dev-error.ts";
import type { Instance } from "../../../model/instance.ts";
import type { DesiredContainer, ResolvedFile } from "../../../planner/desired.ts";
import { fileKeys } from "../../../planner/file-keys.ts";
import type { Manifest } from "./manifest.ts";
import { metadataOf } from "./metadata.ts";
import { modesOf, type Mount, type PodParts } from "./pod-parts.ts";

/** The API server takes no more than 1 MiB in one object; names and labels come on top. */
const MOST_BYTES = 1_000_000;

interface Entry extends ResolvedFile {
  readonly key: string;
}

const bytesOf = ({ content }: ResolvedFile): number => Buffer.byteLength(content);

/** As many files in each as fit: dashboards of Neotool's and of a project may well be more than one object holds. */
const packed = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const packs: Entry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const last = packs.at(-1);
    const bytes = bytesOf(entry);
    if (last && bytes <= room) last.push(entry);
    else packs.push([entry]);
    room = (last && bytes <= room ? room : MOST_BYTES) - bytes;
  }
  return packs;
};

const mountsOf = (name: string, entries: readonly Entry[]): readonly Mount[] =>
  // File by file: a folder mounted over one of the image's would hide what is in it.
  entries.map(({ path, key }) => ({ name, mountPath: path, subPath: key, readOnly: true }));

/** What the health check reads besides the service's own files comes along: the kubelet asks inside the container, too. */
const filesOf = ({ files, healthCheck }: DesiredContainer["service"]): readonly ResolvedFile[] => [
  ...files,
  ...(healthCheck?.files ?? []).filter(({ path }) => !files.some((file) => file.path === path)),
];

/**
 * A service's files: those with a secret in a Secret, the others in ConfigMaps.
 *
 * @throws {DevError} `STACK_INVALID` for a file that no object can hold
 */
export const renderFiles = ({ name, service, secrets }: DesiredContainer, instance: Instance): PodParts & { readonly secretData: Readonly<Record<string, string>> } => {
  const files = filesOf(service);
  const keys = fileKeys(files.map(({ path }) => path));
  const entries = files.map((file, index): Entry => ({ ...file, key: keys[index] ?? file.path }));
  for (const entry of entries) if (bytesOf(entry) > MOST_BYTES) throw tooLarge(name, entry);
  const secret = entries.filter(({ path }) => secrets.files.includes(path));
  const replaceable = entries.filter((entry) => entry.replaceable === true);
  const packs = packed(entries.filter((entry) => !secret.includes(entry) && !replaceable.includes(entry))).map((pack, index) => ({ pack, volume: index === 0 ? "files" : `files-${index + 1}` }));
  return {
    manifests: [
      ...packs.map(({ pack, volume }): Manifest => ({ apiVersion: "v1", kind: "ConfigMap", metadata: metadataOf(name, instance, `${name}-${volume}`), data: dataOf(pack) })),
      ...replaceable.map((file) => replaceableFile(name, instance, file)),
    ],
    volumes: [
      ...packs.map(({ pack, volume }) => ({ name: volume, configMap: { name: `${name}-${volume}`, ...modesOf(pack) } })),
      ...replaceable.map((file) => ({ name: volumeOf(file.key), configMap: { name: replaceableName(name, file), defaultMode: file.mode } })),
      ...(secret.length > 0 ? [{ name: "secrets", secret: { secretName: secretNameOf(name), ...modesOf(secret) } }] : []),
    ],
    mounts: [
      ...packs.flatMap(({ pack, volume }) => mountsOf(volume, pack)),
      // The folder, because a file that is mounted by itself stays what it was when the pod began.
      ...replaceable.map(({ key, path }) => ({ name: volumeOf(key), mountPath: dirname(path), readOnly: true })),
      ...mountsOf("secrets", secret),
    ],
    secretData: dataOf(secret),
  };
};

/** The kubelet shows pods another text of it. */
const replaceableName = (service: string, { path }: ResolvedFile): string => `${service}-${volumeOf(basename(path))}`;

/** Names of objects and volumes have no dots. */
const volumeOf = (name: string): string => name.replaceAll(/[^a-z0-9-]/g, "-");

/** The object that holds a file of a running service that may be another one tomorrow. */
export const replaceableFile = (service: string, instance: Instance, file: ResolvedFile): Manifest => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadataOf(service, instance, replaceableName(service, file)),
  data: { [basename(file.path)]: file.content },
});

const dataOf = (entries: readonly Entry[]): Readonly<Record<string, string>> => Object.fromEntries(entries.map(({ key, content }) => [key, content]));

/** The service's one Secret: of its files and its environment. */
export const secretNameOf = (service: string): string => `${service}-secrets`;

const tooLarge = (service: string, file: Entry): DevError =>
  new DevError("STACK_INVALID", `${service}'s file ${file.path} has ${bytesOf(file)} bytes, and a ConfigMap holds ${MOST_BYTES}`, {
    hint: "Make the file smaller, or split it.",
  });
