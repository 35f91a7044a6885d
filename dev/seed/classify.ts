import type { Table } from "../data/postgres/copy-csv.ts";
import { closest } from "../platform/closest.ts";
import type { Dataset, SeedFile } from "./dataset.ts";

export type DatasetFiles = Omit<Dataset, "name" | "directory" | "origin">;

export interface Classified {
  readonly files: DatasetFiles;
  /** One line for each file that has no place here. */
  readonly problems: readonly string[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/** As people read numbers: `9-` before `10-`. */
const { compare } = new Intl.Collator("en", { numeric: true });
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const TOPIC = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/;
const FOLDERS = ["postgres", "kafka", "minio", "vault"] as const;

/** `020-app.orders.csv` → the table orders of the schema app. */
const tableOf = (file: string): Table | undefined => {
  const parts = file.replace(/\.csv$/, "").replace(/^\d+[-_]/, "").split(".");
  const [first = "", second] = parts;
  if (parts.length > 2 || parts.includes("")) return undefined;
  return second === undefined ? { schema: undefined, name: first } : { schema: first, name: second };
};

const postgresFile = (file: SeedFile, path: readonly string[], into: Mutable<DatasetFiles>): string | undefined => {
  const name = path.at(-1) ?? "";
  const database = path.length === 2 ? path[0] : undefined;
  if (path.length > 2) return "lies too deep: postgres/<file>, or postgres/<database>/<file>";
  if (name.endsWith(".sql")) return void into.postgres.push({ ...file, database, kind: "sql" });
  if (!name.endsWith(".csv")) return "is neither .sql nor .csv";
  const table = tableOf(name);
  if (!table) return "names no table: <number>-<schema>.<table>.csv";
  return void into.postgres.push({ ...file, database, kind: "csv", table });
};

const kafkaFile = (file: SeedFile, path: readonly string[], into: Mutable<DatasetFiles>): string | undefined => {
  const [name = "", ...deeper] = path;
  if (deeper.length > 0) return "lies too deep: kafka/<topic>.jsonl";
  if (name === "topics.yaml") return void (into.topics = file);
  if (!name.endsWith(".jsonl")) return "is neither topics.yaml nor <topic>.jsonl";
  const topic = name.slice(0, -".jsonl".length);
  return TOPIC.test(topic) ? void into.kafka.push({ ...file, topic }) : `names no topic: "${topic}" may hold letters, digits and . _ - only`;
};

const minioFile = (file: SeedFile, [bucket = "", ...key]: readonly string[], into: Mutable<DatasetFiles>): string | undefined => {
  if (key.length === 0) return "is in no bucket: minio/<bucket>/<object>";
  if (!BUCKET.test(bucket)) return `is in no bucket: "${bucket}" is no name for one (3 to 63 lower-case letters, digits, . and -)`;
  return void into.minio.push({ ...file, bucket, key: key.join("/") });
};

const vaultFile = (file: SeedFile, path: readonly string[], into: Mutable<DatasetFiles>): string | undefined =>
  path.length === 1 && /\.ya?ml$/.test(path[0] ?? "") ? void into.vault.push(file) : "is no vault/<name>.yaml";

const CLASSES = { postgres: postgresFile, kafka: kafkaFile, minio: minioFile, vault: vaultFile } as const;

const unknownPlace = (name: string): string => {
  const meant = closest(name, FOLDERS);
  return `has no place in a dataset: it holds postgres/, kafka/, minio/, vault/ and seed.ts${meant === undefined ? "" : `; did you mean "${meant}"?`}`;
};

/** Pure. What each file of a dataset is for, by where it lies and what it is called. */
export const classify = (files: readonly SeedFile[]): Classified => {
  const into: Mutable<DatasetFiles> = { postgres: [], topics: undefined, kafka: [], minio: [], vault: [], program: undefined };
  const problems: string[] = [];
  for (const file of files.toSorted((a, b) => compare(a.name, b.name))) {
    const [folder = "", ...path] = file.name.split("/");
    const known = FOLDERS.find((one) => one === folder);
    // Beside seed.ts may be what it imports, and what people should read.
    if (path.length === 0 && (/\.ts$/.test(folder) || /^README\b/i.test(folder))) {
      if (folder === "seed.ts") into.program = file;
      continue;
    }
    const problem = known && path.length > 0 ? CLASSES[known](file, path, into) : unknownPlace(folder);
    if (problem !== undefined) problems.push(`${file.shown} ${problem}`);
  }
  // The application's own database first: the others come after what they may look at.
  into.postgres.sort((a, b) => compare(a.database ?? "", b.database ?? "") || compare(a.name, b.name));
  return { files: into, problems };
};
