/** Keys that reach one bucket and nothing else. Hold a secret. */
export interface BucketCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** They are temporary ones: every S3 client takes this with them, and the store refuses them without. */
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** What a bucket is to be like. */
export interface BucketOptions {
  /** The bucket of the definition whose versioning and access it has. @default private, without versions */
  readonly like?: string | undefined;
}

/**
 * A bucket of its own, with keys that reach nothing else. Removed by `await using`, with everything in it.
 *
 * @example
 * await using bucket = await isolation.bucket();
 * const s3 = new S3Client(bucket.client);
 * await s3.send(new PutObjectCommand({ Bucket: bucket.name, Key: "a.txt", Body: "a" }));
 */
export interface IsolatedBucket extends AsyncDisposable {
  readonly name: string;
  /** For a client of the AWS SDK. */
  readonly client: { readonly endpoint: string; readonly region: string; readonly forcePathStyle: true; readonly credentials: BucketCredentials };
  /** Makes the objects in it now the state that {@link restore} brings back, in place of none. @throws {DevError} `TASK_FAILED` */
  save(): Promise<void>;
  /** Brings back the objects of the last {@link save}: others go, also their versions; those that were changed or deleted are there again. @throws {DevError} `TASK_FAILED` */
  restore(): Promise<void>;
}

/** Pure. Everything in one bucket, and nothing else. */
export const bucketPolicy = (bucket: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["s3:*"], Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`] }],
  });

/** An object as a listing has it. */
export interface Listed {
  readonly etag: string;
  readonly at: number;
}

/**
 * Pure. What is to be done so that a bucket holds what was kept of it. An object that was written again after that is copied back
 * also where its content is the same: its type or tags may not be.
 *
 * @param saved By key, as it is kept elsewhere; `at` is when it was kept.
 */
export const restorePlan = (saved: ReadonlyMap<string, Listed>, present: ReadonlyMap<string, Listed>): { readonly remove: readonly string[]; readonly copy: readonly string[] } => ({
  remove: [...present.keys()].filter((key) => !saved.has(key)),
  copy: [...saved].flatMap(([key, kept]) => {
    const now = present.get(key);
    return now !== undefined && now.etag === kept.etag && now.at <= kept.at ? [] : [key];
  }),
});
