import type { S3Client } from "@aws-sdk/client-s3";
import type { Clock } from "../../platform/clock.ts";
import { isLeased } from "../isolation/lease.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { MinioPart, Scopes } from "../reset/scope.ts";
import type { MinioStore } from "../stores.ts";
import { chooseFromMinio } from "./choose.ts";
import { bucketNames, withS3 } from "./s3-client.ts";
import { SEED_LEDGER_BUCKET } from "./seed-objects.ts";
import { abortUploads, deleteVersions, pagesOfVersions } from "./versions.ts";

const HINT = "neotool dev logs minio says more. Run the same command again: it goes on where this one ended.";

/** Objects with all their versions. Buckets stay, with policy and versioning; those that tests have isolated are none of these. */
export const minioWiper = ({ address, action, jwks }: MinioStore, scope: NonNullable<Scopes["minio"]>, clock: Clock): Wiper => {
  let startedAt = new Date(0);
  const withParts = <T>(use: (client: S3Client, parts: readonly MinioPart[], ledger: readonly MinioPart[]) => Promise<T>): Promise<T> =>
    withS3("MinIO could not be wiped", address, action, async (client) => {
      const names = await bucketNames(client);
      const parts = chooseFromMinio(scope, names.filter((name) => name !== SEED_LEDGER_BUCKET && !isLeased(name)), jwks.bucket);
      return await use(client, parts, names.includes(SEED_LEDGER_BUCKET) ? [{ bucket: SEED_LEDGER_BUCKET, prefix: "" }] : []);
    }, HINT);
  const measure = async (client: S3Client, { bucket, prefix }: MinioPart): Promise<Holding> => {
    let [number, bytes] = [0, 0];
    for await (const page of pagesOfVersions(client, bucket, prefix)) {
      number += page.filter(({ isMark }) => !isMark).length;
      bytes += page.reduce((sum, version) => sum + version.bytes, 0);
    }
    return { store: "minio", kind: prefix === "" ? "bucket" : "objects", name: prefix === "" ? bucket : `${bucket}/${prefix}`, count: { number, unit: "objects", isEstimate: false }, bytes };
  };
  const empty = async (client: S3Client, { bucket, prefix }: MinioPart): Promise<readonly string[]> => {
    const refused: string[] = [];
    for await (const page of pagesOfVersions(client, bucket, prefix)) refused.push(...(await deleteVersions(client, bucket, page)));
    await abortUploads(client, bucket, prefix);
    return refused;
  };
  return {
    store: "minio",
    holdings: () => withParts((client, parts) => Promise.all(parts.map((part) => measure(client, part)))),
    wipe: () => {
      startedAt = clock.date();
      // What was seeded into it is nothing that anybody knows of any more: the next seed puts all of it there again.
      return withParts(async (client, parts, ledger) => (await Promise.all([...parts, ...ledger].map((part) => empty(client, part)))).flat());
    },
    left: () =>
      withParts(async (client, parts) => {
        const left: string[] = [];
        for (const { bucket, prefix } of parts) {
          // What came since belongs to whoever goes on writing.
          for await (const page of pagesOfVersions(client, bucket, prefix)) left.push(...page.filter(({ at }) => at < startedAt).map(({ key }) => `object ${bucket}/${key}`));
        }
        return left;
      }),
  };
};
