import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketVersioningCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Bucket } from "../../model/task.ts";
import type { Address } from "../../probes/address.ts";
import { isS3Error, withS3, type S3Keys } from "./s3-client.ts";

/** Anybody may GET an object whose name they know; nobody may list. */
const publicRead = (bucket: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["s3:GetObject"], Resource: [`arn:aws:s3:::${bucket}/*`] }],
  });

/**
 * Makes the buckets that are missing, and gives all of them the versioning and access of the definition. Objects are
 * never touched.
 */
export const ensureBuckets = (buckets: readonly Bucket[], address: Address, keys: S3Keys): Promise<void> =>
  withS3("MinIO's buckets could not be set up", address, keys, async (client) => {
    await Promise.all(buckets.map((bucket) => ensureBucket(client, bucket)));
  });

export const ensureBucket = async (client: S3Client, { name: Bucket, versioning, access }: Bucket): Promise<void> => {
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
  } catch (error) {
    if (!isS3Error(error, "BucketAlreadyOwnedByYou", "BucketAlreadyExists")) throw error;
  }
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket }));
  if (versioning !== (Status === "Enabled")) {
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: versioning ? "Enabled" : "Suspended" } }));
  }
  if (access === "public-read") await client.send(new PutBucketPolicyCommand({ Bucket, Policy: publicRead(Bucket) }));
  else await client.send(new DeleteBucketPolicyCommand({ Bucket }));
};

/** Puts one small public document. */
export const publishJson = (bucket: string, key: string, document: unknown, address: Address, keys: S3Keys): Promise<void> =>
  withS3(`${bucket}/${key} could not be published`, address, keys, async (client) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(document), ContentType: "application/json" }));
  });
