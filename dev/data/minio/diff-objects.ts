import type { S3Client } from "@aws-sdk/client-s3";
import type { BucketDiff, MinioDiff } from "../diff/diff.ts";
import { pairsOf } from "../diff/keyed.ts";
import { mergeSorted, type Batches } from "../diff/merge-sorted.ts";
import { isLeased } from "../isolation/lease.ts";
import type { MinioStore } from "../stores.ts";
import { compareKeys, keysOf, type KeyReading } from "./read-keys.ts";
import { bucketNames, withS3 } from "./s3-client.ts";
import { SEED_LEDGER_BUCKET } from "./seed-objects.ts";

type Reachable = Pick<MinioStore, "address" | "action" | "jwks">;

const HINT = "Run the same command again; neotool dev logs minio says more.";
/** So many keys of each kind are named. */
const NAMED = 20;

async function* nothing(): Batches<KeyReading> {}

/** What became of the object under a key. Pure. */
export const objectChange = (before: KeyReading | undefined, after: KeyReading | undefined): "added" | "removed" | "changed" | "otherVersions" | undefined => {
  const [one, other] = [before?.current, after?.current];
  if (one === undefined && other !== undefined) return "added";
  if (one !== undefined && other === undefined) return "removed";
  if (one !== other) return "changed";
  return JSON.stringify(before?.versions ?? []) === JSON.stringify(after?.versions ?? []) ? undefined : "otherVersions";
};

/** What differs between two listings of a bucket. */
export const diffBucket = async (bucket: string, change: BucketDiff["change"], before: Batches<KeyReading>, after: Batches<KeyReading>): Promise<BucketDiff> => {
  const counts = { added: 0, removed: 0, changed: 0, otherVersions: 0 };
  const keys: { readonly [C in "added" | "removed" | "changed"]: string[] } = { added: [], removed: [], changed: [] };
  await mergeSorted(before, after, (one, other) => compareKeys(one.key, other.key), (one, other) => {
    const what = objectChange(one, other);
    if (what === undefined) return;
    counts[what] += 1;
    if (what !== "otherVersions" && keys[what].length < NAMED) keys[what].push((one ?? other)?.key ?? "");
  });
  const { otherVersions, ...objects } = counts;
  return { bucket, change, objects, otherVersions, keys };
};

const isDifferent = ({ change, objects, otherVersions }: BucketDiff): boolean => change !== "changed" || objects.added + objects.removed + objects.changed + otherVersions > 0;

interface Open {
  readonly client: S3Client;
  readonly buckets: ReadonlyMap<string, true>;
  /** Without what the instance itself publishes. */
  keys(bucket: string): Batches<KeyReading>;
}

const opened = async (client: S3Client, { jwks }: Reachable, signal: AbortSignal): Promise<Open> => {
  const names = (await bucketNames(client, signal)).filter((name) => name !== SEED_LEDGER_BUCKET && !isLeased(name));
  return {
    client,
    buckets: new Map(names.map((name) => [name, true])),
    keys: async function* (bucket) {
      for await (const page of keysOf(client, bucket, signal)) yield bucket === jwks.bucket ? page.filter(({ key }) => key !== jwks.key) : page;
    },
  };
};

/** Runs with one side's store, as soon as that is known. */
const withStore = async <T>(store: Promise<Reachable>, signal: AbortSignal, use: (open: Open) => Promise<T>): Promise<T> => {
  const reachable = await store;
  return await withS3("MinIO could not be asked for its objects", reachable.address, reachable.action, async (client) => use(await opened(client, reachable, signal)), HINT);
};

/** What is different in the objects of two stores. @throws {DevError} `TASK_FAILED` */
export const diffObjects = (before: Promise<Reachable>, after: Promise<Reachable>, signal: AbortSignal): Promise<MinioDiff> =>
  withStore(before, signal, (left) =>
    withStore(after, signal, async (right) => {
      const found: BucketDiff[] = [];
      const pairs = pairsOf(left.buckets, right.buckets);
      for (const { name, before: has, after: hasNow } of pairs) {
        found.push(await diffBucket(name, !has ? "added" : !hasNow ? "removed" : "changed", has ? left.keys(name) : nothing(), hasNow ? right.keys(name) : nothing()));
      }
      const buckets = found.filter(isDifferent);
      return { buckets, same: pairs.length - buckets.length };
    }),
  );
