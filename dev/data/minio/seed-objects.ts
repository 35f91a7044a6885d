import { createReadStream } from "node:fs";
import { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateBucketCommand, CreateMultipartUploadCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand, UploadPartCommand, type S3Client } from "@aws-sdk/client-s3";
import type { SourceFile } from "../source-file.ts";
import { isS3Error } from "./s3-client.ts";

/** What was put into the buckets of this store: in a bucket of its own, so that it goes with the data, and comes back with their snapshot. */
export const SEED_LEDGER_BUCKET = "neotool-seed-ledger";

/** S3 takes no more than 10,000 parts; below 5 GiB one request would do, but each is sent again as a whole when it fails. */
const PART_BYTES = 64 * 1024 * 1024;

/** When each bucket was made. */
export const bucketsOf = async (client: S3Client): Promise<ReadonlyMap<string, string>> => {
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  return new Map(Buckets.map(({ Name = "", CreationDate }) => [Name, CreationDate?.toISOString() ?? ""]));
};

export const makeBucket = async (client: S3Client, Bucket: string): Promise<void> => {
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
  } catch (error) {
    if (!isS3Error(error, "BucketAlreadyOwnedByYou", "BucketAlreadyExists")) throw error;
  }
};

/** The text of an object; `undefined` where there is none. */
export const readObject = async (client: S3Client, Bucket: string, Key: string): Promise<string | undefined> => {
  try {
    return await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
  } catch (error) {
    if (isS3Error(error, "NoSuchKey", "NoSuchBucket")) return undefined;
    throw error;
  }
};

export const writeJson = async (client: S3Client, Bucket: string, Key: string, value: unknown): Promise<void> => {
  await client.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(value, null, 2), ContentType: "application/json" }));
};

export interface ObjectPlace {
  readonly bucket: string;
  readonly key: string;
  readonly contentType: string | undefined;
}

const parts = (bytes: number): readonly { readonly number: number; readonly start: number; readonly length: number }[] =>
  Array.from({ length: Math.ceil(bytes / PART_BYTES) }, (_, index) => ({ number: index + 1, start: index * PART_BYTES, length: Math.min(PART_BYTES, bytes - index * PART_BYTES) }));

/** Puts a file there, in parts where it is large. Until all of it is there, the object is what it was. */
export const putFile = async (client: S3Client, { path, bytes }: SourceFile, { bucket, key, contentType }: ObjectPlace, sent: (bytes: number) => void, signal: AbortSignal): Promise<void> => {
  const place = { Bucket: bucket, Key: key };
  const type = contentType === undefined ? {} : { ContentType: contentType };
  if (bytes <= PART_BYTES) {
    await client.send(new PutObjectCommand({ ...place, ...type, Body: createReadStream(path), ContentLength: bytes }), { abortSignal: signal });
    return sent(bytes);
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...place, ...type }), { abortSignal: signal });
  try {
    const Parts = [];
    for (const { number, start, length } of parts(bytes)) {
      const Body = createReadStream(path, { start, end: start + length - 1 });
      const { ETag } = await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: number, Body, ContentLength: length }), { abortSignal: signal });
      Parts.push({ PartNumber: number, ETag });
      sent(start + length);
    }
    await client.send(new CompleteMultipartUploadCommand({ ...place, UploadId, MultipartUpload: { Parts } }), { abortSignal: signal });
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...place, UploadId })).catch(() => {}); // MinIO itself forgets it after a day
    throw error;
  }
};
