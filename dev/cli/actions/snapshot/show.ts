import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { bytesText } from "../../../ui/usage-text.ts";
import { listSnapshots } from "../../../wiring/data/snapshot/list-snapshots.ts";
import { unknownSnapshot } from "../../../wiring/data/snapshot/remove-snapshot.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { table } from "../../table.ts";
import { meant, type SnapshotAction } from "./action.ts";
import { WAYS } from "./text.ts";

const versions = ({ postgresMajor, kafka }: SnapshotManifest): string =>
  [...(postgresMajor === null ? [] : [`Postgres ${postgresMajor}`]), ...(kafka?.metadataVersion == null ? [] : [`Kafka metadata version ${kafka.metadataVersion}`])].join(", ");

const describe = (manifest: SnapshotManifest, bytes: number): string => {
  const { name, createdAt, instance, runtime, reason, neotool, pauseMs, way, parts, secrets } = manifest;
  const facts = [
    ["taken", `${createdAt} (${reason}), in ${instance}, runtime ${runtime}, by neotool ${neotool}`],
    ["pause", `${pauseMs} ms`],
    ["size", `${bytesText(bytes)}, ${WAYS[way]}`],
    ["versions", versions(manifest)],
  ].filter(([, value]) => value !== "");
  return [
    name,
    "",
    table(facts.map(([key = "", value = ""]) => [key, value])),
    "",
    table([["SERVICE", "VOLUME", "FILES", "SIZE", "IMAGE"], ...parts.map((part) => [part.service, part.volume, String(part.files), bytesText(part.bytes), part.image.reference])]),
    ...(secrets === null ? ["", "Vault did not run: no secrets"] : ["", `secrets of vault: ${secrets.map(({ mount, path }) => `${mount}/${path}`).join(", ") || "none besides the instance's own keys"}`]),
  ].join("\n");
};

export const run: SnapshotAction = async (project, names, options, { surroundings, interrupt }) => {
  const name = await meant(project, names, options, "show");
  const all = await listSnapshots(project, surroundings, interrupt.soft);
  const found = all.find((one) => one.name === name);
  if (!found) throw unknownSnapshot(name, all.map((one) => one.name));
  if (!found.manifest) throw new DevError("SNAPSHOT_UNKNOWN", `The snapshot ${name} is not whole: nothing is known of it`, { hint: `neotool dev snapshot rm ${name}` });
  return { data: found, text: describe(found.manifest, found.bytes ?? 0) };
};
