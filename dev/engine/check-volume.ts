import { DevError } from "../errors/dev-error.ts";
import type { VolumeCheck } from "../model/service.ts";
import { isRecord } from "../platform/is-record.ts";

/** Reads a file of a service that is made but does not run. */
export type ReadFile = (path: string) => Promise<string | undefined>;

/** Where Postgres images of several versions keep their data, below the folder that we mount. */
const POSTGRES_DATA = (major: number): readonly string[] => [
  `${major}/docker`,
  ".",
  "data",
  ...[20, 19, 18, 17, 16, 15, 14, 13].filter((other) => other !== major).map((other) => `${other}/docker`),
];

const POSTGRES_ROOT = "/var/lib/postgresql";

const BEGIN_ANEW = "To begin anew, with a snapshot of what is there: neotool dev up --old-data reset";

/** @throws {DevError} `VOLUME_INCOMPATIBLE` or `CLUSTER_ID_MISMATCH`, before the service crashes on it. */
export const checkVolume = (check: VolumeCheck<string>, service: string, read: ReadFile): Promise<void> => {
  switch (check.kind) {
    case "postgres-major":
      return checkPostgres(check.major, check.volume, read);
    case "kafka-cluster-id":
      return checkKafka(check, service, read);
    case "minio-format":
      return checkMinio(check, read);
  }
};

/** A cluster of Postgres on a volume. */
export interface PostgresData {
  /** Below the folder that is mounted. */
  readonly folder: string;
  /** Its major version, in the words of the file. */
  readonly version: string;
}

/** What there is of Postgres on its volume, in whatever folder; `undefined`: nothing. */
export const findPostgresData = async (major: number, read: ReadFile): Promise<PostgresData | undefined> => {
  // Each look mounts the container's file system, so the usual place is looked at first.
  const usual = await read(`${POSTGRES_ROOT}/${major}/docker/PG_VERSION`);
  if (usual?.trim() === String(major)) return { folder: `${major}/docker`, version: String(major) };
  const found = await Promise.all(
    POSTGRES_DATA(major).map(async (folder) => ({ folder, version: (await read(`${POSTGRES_ROOT}/${folder}/PG_VERSION`))?.trim() })),
  );
  return found.flatMap(({ folder, version }) => (version === undefined ? [] : [{ folder, version }]))[0];
};

const checkPostgres = async (major: number, volume: string, read: ReadFile): Promise<void> => {
  const data = await findPostgresData(major, read);
  if (data === undefined) return; // empty: it will be initialised
  if (data.version === String(major) && data.folder === `${major}/docker`) return;
  const what = data.version === String(major) ? `Postgres ${major} data in the folder "${data.folder}", where the image of version ${major} does not look` : `data of Postgres ${data.version}`;
  throw new DevError("VOLUME_INCOMPATIBLE", `The volume ${volume} holds ${what}; this stack runs Postgres ${major}`, {
    hint: [
      `To take the data along: neotool dev up --old-data upgrade (dump and restore, by an image of Postgres ${data.version}; docs/errors.md#volume-incompatible).`,
      BEGIN_ANEW,
    ].join("\n"),
    evidence: [`${POSTGRES_ROOT}/${data.folder}/PG_VERSION says ${data.version}`],
  });
};

/** Kafka 3.7.0 writes the id as `Some(<id>)` (KAFKA-16473); later versions write it plainly, and refuse the other form. */
const checkKafka = async (check: Extract<VolumeCheck<string>, { kind: "kafka-cluster-id" }>, service: string, read: ReadFile): Promise<void> => {
  const properties = await read(`${check.logDir}/meta.properties`);
  const [, written] = /^cluster\.id=(.*)$/m.exec(properties ?? "") ?? [];
  if (written === undefined) return; // not formatted yet
  const onDisk = written.trim().replace(/^Some\((.*)\)$/, "$1");
  if (onDisk === check.clusterId) return;
  throw new DevError("CLUSTER_ID_MISMATCH", `The volume ${check.volume} belongs to the Kafka cluster ${onDisk}; this instance is ${check.clusterId}`, {
    hint: [
      `It was copied from another instance, or the working copy was moved.`,
      `To take its topics along: neotool dev up --old-data upgrade`,
      BEGIN_ANEW,
    ].join("\n"),
    evidence: [`${check.logDir}/meta.properties of ${service} says cluster.id=${written.trim()}`],
  });
};

/** What a server on one drive writes. */
const MINIO_FORMAT = "xl-single";

const formatIn = (text: string): string | undefined => {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) && typeof parsed.format === "string" ? parsed.format : undefined;
  } catch {
    return undefined; // not ours to explain: MinIO says what is wrong with it
  }
};

const checkMinio = async ({ volume, path }: Extract<VolumeCheck<string>, { kind: "minio-format" }>, read: ReadFile): Promise<void> => {
  const file = `${path}/.minio.sys/format.json`;
  const format = formatIn((await read(file)) ?? "");
  if (format === undefined || format === MINIO_FORMAT) return;
  throw new DevError("VOLUME_INCOMPATIBLE", `The volume ${volume} is written in MinIO's form "${format}"; this MinIO reads "${MINIO_FORMAT}"`, {
    hint: [
      "To keep the data: run the old image on this volume, mc mirror its buckets to a folder, then back into the new one (docs/errors.md#volume-incompatible).",
      BEGIN_ANEW,
    ].join("\n"),
    evidence: [`${file} says "format":"${format}"`],
  });
};
