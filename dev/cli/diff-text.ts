import { isSame, type BucketDiff, type Counts, type DataDiff, type GroupDiff, type KafkaDiff, type MinioDiff, type Offsets, type PostgresDiff, type SecretDiff, type SequenceDiff, type TableDiff, type TopicDiff, type VaultDiff } from "../data/diff/diff.ts";
import { visible } from "./logs/visible.ts";
import { table } from "./table.ts";

type Row = readonly string[];

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;
const listed = (parts: readonly (string | false)[]): string => parts.filter((part) => part !== false && part !== "").join(", ");

/** @example "+12 -3 ~4 rows" */
const countsText = ({ added, removed, changed }: Counts, one: string): string => {
  const parts = [...(added > 0 ? [`+${added}`] : []), ...(removed > 0 ? [`-${removed}`] : []), ...(changed > 0 ? [`~${changed}`] : [])];
  return parts.length === 0 ? "" : `${parts.join(" ")} ${one}${added + removed + changed === 1 ? "" : "s"}`;
};

const OF_ITSELF = { added: "new", removed: "gone", changed: "" } as const;

const columnsText = ({ columns }: TableDiff): string =>
  listed([columns.added.length > 0 && `new: ${columns.added.join(", ")}`, columns.removed.length > 0 && `gone: ${columns.removed.join(", ")}`, columns.changed.length > 0 && `other type: ${columns.changed.join(", ")}`]);

const tableRow = (found: TableDiff): Row => {
  const columns = columnsText(found);
  return [`${found.database}.${found.schema}.${found.table}`, listed([OF_ITSELF[found.change], countsText(found.rows, "row"), columns !== "" && `columns ${columns}`])];
};

const sequenceRow = ({ database, schema, sequence, change, before, after }: SequenceDiff): Row => [
  `${database}.${schema}.${sequence}`,
  listed(["sequence", OF_ITSELF[change], change === "changed" && `${before ?? "unused"} → ${after ?? "unused"}`]),
];

const postgresRows = ({ databases, schemas, tables, sequences }: PostgresDiff): readonly Row[] => [
  ...databases.map(({ name, change }): Row => [name, `database, ${OF_ITSELF[change]}`]),
  ...schemas.map(({ name, change }): Row => [name, `schema, ${OF_ITSELF[change]}`]),
  ...tables.map(tableRow),
  ...sequences.map(sequenceRow),
];

const offsets = (one: Offsets | null): string => (one === null ? "none" : `${one.first}–${one.next}`);
const TOPIC = { ...OF_ITSELF, remade: "deleted and made again" } as const;

const heldIn = (side: "before" | "after", { partitions }: TopicDiff): bigint => partitions.reduce((sum, partition) => sum + BigInt(partition[side]?.next ?? 0) - BigInt(partition[side]?.first ?? 0), 0n);

/** How many records more or fewer there are; offsets say which. */
const recordsText = (found: TopicDiff): string => {
  const more = heldIn("after", found) - heldIn("before", found);
  return more === 0n ? "" : `${more > 0n ? "+" : ""}${more} ${more === 1n || more === -1n ? "record" : "records"}`;
};

const topicRow = (found: TopicDiff): Row => [
  found.topic,
  listed([
    TOPIC[found.change],
    recordsText(found),
    found.change === "changed" && found.partitions.map(({ partition, before, after }) => `partition ${partition}: ${offsets(before)} → ${offsets(after)}`).join(", "),
    found.configs.map(({ name, before, after }) => `${name}: ${before ?? "default"} → ${after ?? "default"}`).join(", "),
  ]),
];

const groupRow = ({ group, change, offsets: committed }: GroupDiff): Row => [
  `group ${group}`,
  listed([OF_ITSELF[change], committed.map(({ topic, partition, before, after }) => `${topic}/${partition}: ${before ?? "none"} → ${after ?? "none"}`).join(", ")]),
];

const kafkaRows = ({ topics, groups }: KafkaDiff): readonly Row[] => [...topics.map(topicRow), ...groups.map(groupRow)];

/** So many keys are named; the rest are in --json. */
const NAMED = 5;
const keysText = ({ keys }: BucketDiff): string => {
  const all = [...keys.added.map((key) => `+${key}`), ...keys.removed.map((key) => `-${key}`), ...keys.changed.map((key) => `~${key}`)];
  return all.length === 0 ? "" : `(${[...all.slice(0, NAMED), ...(all.length > NAMED ? ["…"] : [])].join(" ")})`;
};

const bucketRow = (found: BucketDiff): Row => [
  found.bucket,
  `${listed([found.change === "changed" ? "" : `bucket ${OF_ITSELF[found.change]}`, countsText(found.objects, "object"), found.otherVersions > 0 && `${counted(found.otherVersions, "object")} with other versions`])} ${keysText(found)}`,
];

const secretRow = ({ path, change, before, after }: SecretDiff): Row => [
  path,
  change === "added" ? `new, version ${after}` : change === "removed" ? `gone, was version ${before}` : `version ${before} → ${after}${before === after ? ", another value" : ""}`,
];

const section = (store: string, rows: readonly Row[], same: string): string =>
  rows.length === 0
    ? `${store.padEnd(10)} the same${same === "" ? "" : ` (${same})`}`
    : [store, table(rows.map((row) => ["  ", ...row].map(visible))), ...(same === "" ? [] : [`     the same: ${same}`])].join("\n");

const sameText = (same: number, one: string): string => (same === 0 ? "" : counted(same, one));

const sectionsOf = ({ postgres, kafka, minio, vault }: DataDiff): readonly string[] => [
  ...(postgres ? [section("postgres", postgresRows(postgres), sameText(postgres.same, "table"))] : []),
  ...(kafka ? [section("kafka", kafkaRows(kafka), sameText(kafka.same, "topic"))] : []),
  ...(minio ? [section("minio", minioRows(minio), sameText(minio.same, "bucket"))] : []),
  ...(vault ? [section("vault", vaultRows(vault), sameText(vault.same, "secret"))] : []),
];

const minioRows = ({ buckets }: MinioDiff): readonly Row[] => buckets.map(bucketRow);
const vaultRows = ({ secrets }: VaultDiff): readonly Row[] => secrets.map(secretRow);

/** What is different, for people: `+` came, `-` went, `~` is another one now. Pure. */
export const diffText = (found: DataDiff, before: string, after: string): string =>
  [
    isSame(found) ? `${before} → ${after}: the data are the same` : `${before} → ${after}`,
    ...sectionsOf(found),
    ...found.notCompared.map(({ store, reason }) => `${store.padEnd(10)} not compared: ${reason}`),
  ].join("\n");
