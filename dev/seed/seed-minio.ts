import { lookup } from "mrmime";
import { openS3, type ObjectStore } from "../data/minio/s3-client.ts";
import { bucketsOf, makeBucket, putFile, readObject, SEED_LEDGER_BUCKET, writeJson } from "../data/minio/seed-objects.ts";
import { DevError, rootMessage } from "../errors/dev-error.ts";
import { isRecord } from "../platform/is-record.ts";
import type { Dataset, ObjectFile } from "./dataset.ts";
import { hashOf } from "./hash-file.ts";
import { howFar } from "./how-far.ts";
import type { FileOutcome } from "./outcome.ts";
import type { SeedRun } from "./seed-run.ts";
import type { MinioTarget } from "./targets.ts";

/** What is there of a dataset: the hash of each file, and when its bucket was made. One that was made anew is empty. */
type Ledger = Map<string, string>;

const AT_ONCE = 8;
const NOTED_EVERY = 200;

const parseLedger = (text: string | undefined): Ledger => {
  const value: unknown = JSON.parse(text ?? "{}");
  return new Map(isRecord(value) && isRecord(value.files) ? Object.entries(value.files).map(([file, mark]) => [file, String(mark)]) : []);
};

const checkOwn = ({ minio }: Dataset, { own }: MinioTarget): void => {
  const taken = minio.find(({ bucket, key }) => bucket === SEED_LEDGER_BUCKET || (bucket === own.bucket && key === own.key));
  if (taken) throw new DevError("SEED_INVALID", `${taken.shown} would take the place of an object that the tool itself keeps there`, { hint: "Give it another name; nothing was applied." });
};

const makeBuckets = async (client: ObjectStore, { minio }: Dataset): Promise<ReadonlyMap<string, string>> => {
  const there = await bucketsOf(client);
  const missing = [...new Set(minio.map(({ bucket }) => bucket))].filter((bucket) => !there.has(bucket));
  for (const bucket of missing) {
    await makeBucket(client, bucket).catch((cause: unknown) => {
      throw new DevError("SEED_FAILED", `MinIO did not make the bucket ${bucket}, for ${minio.find((file) => file.bucket === bucket)?.shown}: ${rootMessage(cause)}`, { hint: `Rename the folder minio/${bucket} of the dataset; nothing was put anywhere.`, cause });
    });
  }
  return missing.length === 0 ? there : bucketsOf(client);
};

const put = async (client: ObjectStore, dataset: string, file: ObjectFile, { report, signal }: SeedRun): Promise<void> => {
  try {
    await putFile(client, file, { bucket: file.bucket, key: file.key, contentType: lookup(file.key) }, (bytes) => report.progress(howFar(dataset, file, bytes, 0)), signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new DevError("SEED_FAILED", `${file.shown} was not taken by MinIO: ${rootMessage(cause)}`, { hint: "Run the same command again: it goes on with this object. neotool dev logs minio says more.", cause });
  }
};

/** Some at a time, in order; the first failure ends it when those that are under way are over. */
const inParallel = async <T>(items: readonly T[], use: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  let isOver = false;
  const work = async () => {
    for (const item of queue) {
      if (isOver) return;
      await use(item).catch((error: unknown) => {
        isOver = true;
        throw error;
      });
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
};

const apply = async (client: ObjectStore, dataset: Dataset, run: SeedRun): Promise<readonly FileOutcome[]> => {
  const made = await makeBuckets(client, dataset);
  const noteKey = `${dataset.name}.json`;
  const ledger = parseLedger(await readObject(client, SEED_LEDGER_BUCKET, noteKey));
  const outcomes: FileOutcome[] = [];
  let unnoted = 0;
  const note = async () => {
    unnoted = 0;
    await makeBucket(client, SEED_LEDGER_BUCKET);
    await writeJson(client, SEED_LEDGER_BUCKET, noteKey, { files: Object.fromEntries(ledger) });
  };
  try {
    await inParallel(dataset.minio, async (file) => {
      run.signal.throwIfAborted();
      const mark = `${await hashOf(file, run.signal)} ${made.get(file.bucket) ?? ""}`;
      const isThere = ledger.get(file.name) === mark && !run.force;
      if (!isThere) {
        await put(client, dataset.name, file, run);
        ledger.set(file.name, mark);
        unnoted += 1;
      }
      const outcome: FileOutcome = { file: file.name, store: "minio", did: isThere ? "unchanged" : "applied", rows: isThere ? 0 : 1, bytes: file.bytes };
      outcomes.push(outcome);
      run.report.done(dataset.name, outcome);
      if (unnoted >= NOTED_EVERY) await note();
    });
  } finally {
    if (unnoted > 0) await note();
  }
  return outcomes;
};

/**
 * Makes buckets that are missing, and puts the objects that are new or changed. An object that was put and not noted is
 * put again, which makes no difference.
 *
 * @throws {DevError} `SEED_INVALID`, `SEED_FAILED`
 */
export const seedMinio = async (dataset: Dataset, target: MinioTarget, run: SeedRun): Promise<readonly FileOutcome[]> => {
  checkOwn(dataset, target);
  const client = openS3(target.address, target.keys);
  try {
    return await apply(client, dataset, run);
  } catch (cause) {
    if (cause instanceof DevError || run.signal.aborted) throw cause;
    throw new DevError("SEED_FAILED", `MinIO did not take the dataset ${dataset.name}: ${rootMessage(cause)}`, { hint: "neotool dev logs minio says more. Run the same command again: it goes on from there.", cause });
  } finally {
    client.destroy();
  }
};
