import { CopyObjectCommand, CreateBucketCommand, DeleteBucketCommand, ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { DevError, rootMessage } from "../../../errors/dev-error.ts";
import { unknownName } from "../../../platform/closest.ts";
import { disposeAll, onceDone } from "../../isolation/dispose-all.ts";
import { formatLease, newLease } from "../../isolation/lease.ts";
import type { IsolationTools } from "../../isolation/tools.ts";
import type { MinioStore } from "../../stores.ts";
import { ensureBuckets } from "../ensure-buckets.ts";
import { isS3Error, openS3 } from "../s3-client.ts";
import { abortUploads, deleteVersions, pagesOfVersions } from "../versions.ts";
import { bucketPolicy, restorePlan, type BucketCredentials, type BucketOptions, type IsolatedBucket, type Listed } from "./isolated-bucket.ts";

/** What isolates buckets in one store. */
export interface IsolatedBuckets extends AsyncDisposable {
  bucket(options?: BucketOptions): Promise<IsolatedBucket>;
}

const HINT = "neotool dev logs minio says more.";
const REGION = "us-east-1";
/** As long as the store allows: nobody can renew them. They die with their bucket, for they reach nothing else. */
const KEYS_SECONDS = 7 * 24 * 60 * 60;
/** Beside a bucket, by its lease. */
const savedName = (bucket: string): string => `${bucket}-saved`;

const failed = (what: string) => (cause: unknown): never => {
  throw cause instanceof DevError ? cause : new DevError("TASK_FAILED", `MinIO could not ${what}: ${rootMessage(cause)}`, { hint: HINT, cause });
};

/** With everything in it; one that is gone is no failure. */
export const removeBucket = async (client: S3Client, bucket: string): Promise<void> => {
  try {
    for await (const page of pagesOfVersions(client, bucket, "")) await deleteVersions(client, bucket, page);
    await abortUploads(client, bucket, "");
    await client.send(new DeleteBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (!isS3Error(error, "NoSuchBucket")) throw error;
  }
};

const listed = async (client: S3Client, bucket: string): Promise<ReadonlyMap<string, Listed>> => {
  const objects = new Map<string, Listed>();
  let next: string | undefined;
  do {
    const page: ListObjectsV2CommandOutput = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: next }));
    for (const { Key, ETag, LastModified } of page.Contents ?? []) if (Key !== undefined) objects.set(Key, { etag: ETag ?? "", at: LastModified?.getTime() ?? 0 });
    next = page.NextContinuationToken;
  } while (next !== undefined);
  return objects;
};

const copyObjects = (client: S3Client, from: string, to: string, keys: readonly string[]) =>
  Promise.all(keys.map((key) => client.send(new CopyObjectCommand({ Bucket: to, Key: key, CopySource: `${from}/${encodeURIComponent(key)}` }))));

const restore = async (client: S3Client, bucket: string, saved: ReadonlyMap<string, Listed>): Promise<void> => {
  const { remove, copy } = restorePlan(saved, await listed(client, bucket));
  const gone = new Set(remove);
  for await (const page of pagesOfVersions(client, bucket, "")) {
    const versions = page.filter(({ key, isMark }) => gone.has(key) || isMark || !saved.has(key));
    if (versions.length > 0) await deleteVersions(client, bucket, versions);
  }
  await abortUploads(client, bucket, "");
  await copyObjects(client, savedName(bucket), bucket, copy);
};

/** Opens nothing yet: the first bucket does. */
export const openBuckets = ({ address, action }: MinioStore, { owner, clock }: IsolationTools): IsolatedBuckets => {
  const endpoint = `http://${address.host}:${address.port}`;
  const open = new Set<IsolatedBucket>();
  let clients: { readonly s3: S3Client; readonly sts: STSClient } | undefined;
  const connect = () => (clients ??= { s3: openS3(address, action), sts: new STSClient({ endpoint, region: REGION, credentials: { accessKeyId: action.accessKey, secretAccessKey: action.secretKey } }) });

  const keysFor = async (bucket: string): Promise<BucketCredentials> => {
    // The store reads neither the role nor the session's name, but the protocol wants them.
    const { Credentials } = await connect().sts.send(new AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/test", RoleSessionName: bucket, Policy: bucketPolicy(bucket), DurationSeconds: KEYS_SECONDS }));
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) throw new Error("it gave no keys");
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration ?? new Date(clock.date().getTime() + KEYS_SECONDS * 1000) };
  };

  return {
    bucket: async ({ like } = {}) => {
      const { s3 } = connect();
      const defined = action.buckets.find((one) => one.name === like);
      if (like !== undefined && !defined) throw unknownName("bucket", like, action.buckets.map((one) => one.name));
      const name = formatLease(newLease(owner, clock.date()), "-");
      let saved: ReadonlyMap<string, Listed> = new Map();
      const remove = async (): Promise<void> => {
        await Promise.all([removeBucket(s3, name), ...(saved.size > 0 ? [removeBucket(s3, savedName(name))] : [])]);
        open.delete(bucket);
      };
      const make = async (): Promise<BucketCredentials> => {
        if (defined) await ensureBuckets([{ ...defined, name }], address, action);
        else await s3.send(new CreateBucketCommand({ Bucket: name }));
        return await keysFor(name);
      };
      const credentials = await make().catch(async (error: unknown) => {
        await removeBucket(s3, name).catch(() => {}); // why it was not made says more
        return failed("make a bucket for a test")(error);
      });
      const save = async (): Promise<void> => {
        await removeBucket(s3, savedName(name));
        await s3.send(new CreateBucketCommand({ Bucket: savedName(name) }));
        const present = await listed(s3, name);
        await copyObjects(s3, name, savedName(name), [...present.keys()]);
        saved = present;
      };
      const bucket: IsolatedBucket = {
        name,
        client: { endpoint, region: REGION, forcePathStyle: true, credentials },
        save: () => save().catch(failed(`keep the bucket ${name} as it is`)),
        restore: () => restore(s3, name, saved).catch(failed(`restore the bucket ${name}`)),
        [Symbol.asyncDispose]: onceDone(() => remove().catch(failed(`remove the bucket ${name}`))),
      };
      open.add(bucket);
      return bucket;
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await disposeAll(open);
      } finally {
        clients?.s3.destroy();
        clients?.sts.destroy();
      }
    },
  };
};
