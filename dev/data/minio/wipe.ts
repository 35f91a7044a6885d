import type { Clock } from "../../platform/clock.ts";
import { allEnded } from "../isolation/dispose-all.ts";
import { judgeAll } from "../isolation/judge.ts";
import { isLeased } from "../isolation/lease.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { MinioPart, Scopes } from "../reset/scope.ts";
import type { MinioStore } from "../stores.ts";
import { chooseFromMinio } from "./choose.ts";
import { minioSweeper } from "./isolate/sweep.ts";
import { bucketNames, failedWith, openS3 } from "./s3-client.ts";
import { SEED_LEDGER_BUCKET } from "./seed-objects.ts";
import { abortUploads, deleteVersions, pagesOfVersions } from "./versions.ts";

const HINT = "neotool dev logs minio says more. Run the same command again: it goes on where this one ended.";

/** Objects with all their versions. Buckets stay, with policy and versioning; those that tests have isolated are none of these. */
export const minioWiper = (store: MinioStore, scope: NonNullable<Scopes["minio"]>, clock: Clock): Wiper => {
  let startedAt = new Date(0);
  const client = openS3(store.address, store.action);
  const withParts = async <T>(use: (parts: readonly MinioPart[], ledger: readonly MinioPart[]) => Promise<T>): Promise<T> => {
    const chosen = async () => {
      const names = await bucketNames(client);
      const parts = chooseFromMinio(scope, names.filter((name) => name !== SEED_LEDGER_BUCKET && !isLeased(name)), store.jwks.bucket);
      return await use(parts, names.includes(SEED_LEDGER_BUCKET) ? [{ bucket: SEED_LEDGER_BUCKET, prefix: "" }] : []);
    };
    return await chosen().catch(failedWith("MinIO could not be wiped", HINT));
  };
  const measure = async ({ bucket, prefix }: MinioPart): Promise<Holding> => {
    let [number, bytes] = [0, 0];
    for await (const page of pagesOfVersions(client, bucket, prefix)) {
      number += page.filter(({ isMark }) => !isMark).length;
      bytes += page.reduce((sum, version) => sum + version.bytes, 0);
    }
    return { store: "minio", kind: prefix === "" ? "bucket" : "objects", name: prefix === "" ? bucket : `${bucket}/${prefix}`, count: { number, unit: "objects", isEstimate: false }, bytes };
  };
  const empty = async ({ bucket, prefix }: MinioPart): Promise<readonly string[]> => {
    const refused: string[] = [];
    const aborted = abortUploads(client, bucket, prefix);
    const deleted = async () => {
      for await (const page of pagesOfVersions(client, bucket, prefix)) refused.push(...(await deleteVersions(client, bucket, page)));
    };
    await allEnded([aborted, deleted()]);
    return refused;
  };
  /** What came since belongs to whoever goes on writing. */
  const leftIn = async ({ bucket, prefix }: MinioPart): Promise<readonly string[]> => {
    const left: string[] = [];
    for await (const page of pagesOfVersions(client, bucket, prefix)) left.push(...page.filter(({ at }) => at < startedAt).map(({ key }) => `object ${bucket}/${key}`));
    return left;
  };
  return {
    store: "minio",
    greet: () => withParts(async () => {}),
    holdings: () => withParts((parts) => Promise.all(parts.map(measure))),
    wipe: () => {
      startedAt = clock.date();
      // What was seeded into it is nothing that anybody knows of any more: the next seed puts all of it there again.
      return withParts(async (parts, ledger) => (await Promise.all([...parts, ...ledger].map(empty))).flat());
    },
    isolated: minioSweeper(store, judgeAll, client),
    left: () =>
      withParts(async (parts) => (await Promise.all(parts.map(leftIn))).flat()),
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
};
