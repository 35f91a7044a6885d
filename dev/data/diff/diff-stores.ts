import { together } from "../../platform/together.ts";
import type { KafkaStore, MinioStore, PostgresStore } from "../stores.ts";
import { diffSecrets } from "../vault/diff-secrets.ts";
import type { Secret } from "../vault/kv-secrets.ts";
import type { DataDiff, DiffStore } from "./diff.ts";

/** How one of two moments is asked: each store as soon as it answers, so that one side need not wait for the other. `undefined` for what is not compared. */
export interface DiffSide {
  readonly postgres: Promise<Pick<PostgresStore, "address" | "action">> | undefined;
  readonly kafka: Promise<Pick<KafkaStore, "address">> | undefined;
  readonly minio: Promise<Pick<MinioStore, "address" | "action" | "jwks">> | undefined;
  /** Without what is the instance's own. */
  readonly vault: Promise<readonly Secret[]> | undefined;
}

const diffPostgres = async ({ postgres: before }: DiffSide, { postgres: after }: DiffSide, signal: AbortSignal): Promise<DataDiff["postgres"]> => {
  if (!before || !after) return null;
  const { diffTables } = await import("../postgres/diff-tables.ts");
  return await diffTables(before, after, signal);
};

const diffKafka = async ({ kafka: before }: DiffSide, { kafka: after }: DiffSide, signal: AbortSignal): Promise<DataDiff["kafka"]> => {
  if (!before || !after) return null;
  const [{ readTopics }, { diffTopics }] = await Promise.all([import("../kafka/read-topics.ts"), import("../kafka/diff-topics.ts")]);
  const read = async (store: typeof before) => readTopics(await store, signal);
  return diffTopics(...(await Promise.all([read(before), read(after)])));
};

const diffMinio = async ({ minio: before }: DiffSide, { minio: after }: DiffSide, signal: AbortSignal): Promise<DataDiff["minio"]> => {
  if (!before || !after) return null;
  const { diffObjects } = await import("../minio/diff-objects.ts");
  return await diffObjects(before, after, signal);
};

const diffVault = async ({ vault: before }: DiffSide, { vault: after }: DiffSide): Promise<DataDiff["vault"]> => (before && after ? diffSecrets(...(await Promise.all([before, after]))) : null);

/**
 * What is different in the data of two moments. Each store's own parts are loaded for it alone.
 *
 * @param stores Those that are compared: both sides have them.
 * @throws {DevError} `TASK_FAILED`; the signal's reason when it is aborted.
 */
export const diffStores = async (before: DiffSide, after: DiffSide, stores: readonly DiffStore[], signal: AbortSignal): Promise<Omit<DataDiff, "notCompared">> => {
  await using all = together(signal);
  const of = <T>(store: DiffStore, compare: (signal: AbortSignal) => Promise<T>): Promise<T | null> => (stores.includes(store) ? all.with(compare) : Promise.resolve(null));
  const [postgres, kafka, minio, vault] = await Promise.all([
    of("postgres", (either) => diffPostgres(before, after, either)),
    of("kafka", (either) => diffKafka(before, after, either)),
    of("minio", (either) => diffMinio(before, after, either)),
    of("vault", () => diffVault(before, after)),
  ]);
  return { postgres, kafka, minio, vault };
};
