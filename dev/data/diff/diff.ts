/** The stores that are compared. Dashboards are in a snapshot, too, but nobody's rows. */
export const DIFF_STORES = ["postgres", "kafka", "minio", "vault"] as const;
export type DiffStore = (typeof DIFF_STORES)[number];

/** `added`: there is one after and was none before. */
export type Change = "added" | "removed" | "changed";

/** How many there are after alone, before alone, and on both sides in another form. */
export interface Counts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

export interface NamedChange {
  readonly name: string;
  readonly change: Exclude<Change, "changed">;
}

export interface TableDiff {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  /** Of the table itself. */
  readonly change: Change;
  readonly rows: Counts;
  /** Of a table that is there on both sides. Their rows are compared by the columns that both have. */
  readonly columns: ColumnsDiff;
}

/** By name; `changed`: of another type. */
export interface ColumnsDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export interface SequenceDiff {
  readonly database: string;
  readonly schema: string;
  readonly sequence: string;
  readonly change: Change;
  /** What it gave last; `null`: nothing yet, or it is not there. */
  readonly before: string | null;
  readonly after: string | null;
}

export interface PostgresDiff {
  readonly databases: readonly NamedChange[];
  /** With their database: `neotool_db.app`. */
  readonly schemas: readonly NamedChange[];
  readonly tables: readonly TableDiff[];
  readonly sequences: readonly SequenceDiff[];
  /** How many tables are the same. */
  readonly same: number;
}

/** Where a partition begins and ends. As text: offsets may be longer than a number. */
export interface Offsets {
  readonly first: string;
  readonly next: string;
}

export interface TopicDiff {
  readonly topic: string;
  /** `remade`: it was deleted, and another one has its name. */
  readonly change: Change | "remade";
  /** Those that differ. */
  readonly partitions: readonly { readonly partition: number; readonly before: Offsets | null; readonly after: Offsets | null }[];
  /** Settings of its own that differ. */
  readonly configs: readonly { readonly name: string; readonly before: string | null; readonly after: string | null }[];
}

export interface GroupDiff {
  readonly group: string;
  readonly change: Change;
  readonly offsets: readonly { readonly topic: string; readonly partition: number; readonly before: string | null; readonly after: string | null }[];
}

export interface KafkaDiff {
  readonly topics: readonly TopicDiff[];
  readonly groups: readonly GroupDiff[];
  /** How many topics are the same. */
  readonly same: number;
}

export interface BucketDiff {
  readonly bucket: string;
  /** Of the bucket itself. */
  readonly change: Change;
  readonly objects: Counts;
  /** Objects that are what they were, with another past: versions or marks of deletion came or went. */
  readonly otherVersions: number;
  /** Some of their keys. */
  readonly keys: { readonly added: readonly string[]; readonly removed: readonly string[]; readonly changed: readonly string[] };
}

export interface MinioDiff {
  readonly buckets: readonly BucketDiff[];
  /** How many buckets are the same. */
  readonly same: number;
}

export interface SecretDiff {
  /** With its mount. */
  readonly path: string;
  readonly change: Change;
  /** Versions; `null`: it is not there. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Never values. */
export interface VaultDiff {
  readonly secrets: readonly SecretDiff[];
  /** How many secrets are the same. */
  readonly same: number;
}

export interface NotCompared {
  readonly store: DiffStore;
  readonly reason: string;
}

/** What is different in the data between two moments. `null`: not compared. */
export interface DataDiff {
  readonly postgres: PostgresDiff | null;
  readonly kafka: KafkaDiff | null;
  readonly minio: MinioDiff | null;
  readonly vault: VaultDiff | null;
  readonly notCompared: readonly NotCompared[];
}

/** Whether nothing is different in what was compared. */
export const isSame = ({ postgres, kafka, minio, vault }: DataDiff): boolean =>
  [postgres?.databases, postgres?.schemas, postgres?.tables, postgres?.sequences, kafka?.topics, kafka?.groups, minio?.buckets, vault?.secrets].every((found = []) => found.length === 0);
