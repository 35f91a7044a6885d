import { AbortMultipartUploadCommand, DeleteObjectCommand, DeleteObjectsCommand, ListMultipartUploadsCommand, ListObjectVersionsCommand, type ListObjectVersionsCommandOutput, type S3Client } from "@aws-sdk/client-s3";

/** One version of an object, or the mark of its deletion. */
export interface Version {
  readonly key: string;
  readonly id: string;
  readonly bytes: number;
  readonly isMark: boolean;
  readonly at: Date;
}

const versionsIn = ({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): readonly Version[] =>
  [...Versions.map((one) => ({ one, bytes: one.Size ?? 0, isMark: false })), ...DeleteMarkers.map((one) => ({ one, bytes: 0, isMark: true }))].flatMap(({ one, bytes, isMark }) =>
    one.Key === undefined ? [] : [{ key: one.Key, id: one.VersionId ?? "null", bytes, isMark, at: one.LastModified ?? new Date(0) }],
  );

/** Every version below a prefix, a page of at most a thousand at a time. */
export async function* pagesOfVersions(client: S3Client, bucket: string, prefix: string): AsyncIterable<readonly Version[]> {
  let next: Pick<ListObjectVersionsCommandOutput, "NextKeyMarker" | "NextVersionIdMarker"> | undefined = {};
  while (next) {
    const page: ListObjectVersionsCommandOutput = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker: next.NextKeyMarker, VersionIdMarker: next.NextVersionIdMarker }));
    const versions = versionsIn(page);
    if (versions.length > 0) yield versions;
    next = page.IsTruncated === true ? page : undefined;
  }
}

/** What XML has no way to say, and the store no list of them to delete. */
const UNSPEAKABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** @returns the keys that the store refused to delete, each with why. */
export const deleteVersions = async (client: S3Client, bucket: string, versions: readonly Version[]): Promise<readonly string[]> => {
  const [alone, listed] = [versions.filter(({ key }) => UNSPEAKABLE.test(key)), versions.filter(({ key }) => !UNSPEAKABLE.test(key))];
  for (const { key, id } of alone) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: id }));
  if (listed.length === 0) return [];
  const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Quiet: true, Objects: listed.map(({ key, id }) => ({ Key: key, VersionId: id })) } }));
  return Errors.map(({ Key, Message }) => `${bucket}/${Key}: ${Message}`);
};

/** Parts of objects that were never finished: in no listing, and on disk all the same. */
export const abortUploads = async (client: S3Client, bucket: string, prefix: string): Promise<void> => {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }));
  for (const { Key, UploadId } of Uploads) await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
};
