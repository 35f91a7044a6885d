import type { Origin } from "../facts/known.ts";

/** What of S3's API Cloudflare R2 has not, by its own list of compatible operations. */
export const R2_LACKS = {
  versioning: "R2 keeps no older versions: what is overwritten or deleted is gone.",
  "bucket-policy": "R2 has no bucket policies: what is public is so by a domain of the bucket.",
  acl: "R2 has no access control lists: who may read is decided for the bucket.",
  tagging: "R2 has no tags of objects.",
  "object-lock": "R2 has no object lock of S3's.",
  website: "R2 serves no websites by S3's configuration of them.",
  notifications: "R2 tells of changes by its own queues, and not by S3's configuration.",
  replication: "R2 has no replication of S3's.",
} as const;
export type LackingFeature = keyof typeof R2_LACKS;

/** A call of such an operation, in the names of Amazon's clients for JavaScript, Kotlin and Java and of MinIO's. */
const CALLS: Readonly<Record<LackingFeature, RegExp>> = {
  versioning: /\b(Put|Get)BucketVersioning(Command|Request)?\b|\b(put|get|set)BucketVersioning\s*[({]|\bListObjectVersionsCommand\b|\blistObjectVersions\s*[({]/,
  "bucket-policy": /\b(Put|Get|Delete)BucketPolicy(Command|Request|Args)?\b|\b(put|get|set|delete)BucketPolicy\s*[({]/,
  acl: /\b(Put|Get)(Object|Bucket)Acl(Command|Request)?\b|\b(put|get)(Object|Bucket)Acl\s*[({]|\bObjectCannedACL\b|\bCannedAccessControlList\b|\bACL:\s*["'](public|private|authenticated)/,
  tagging: /\b(Put|Get|Delete)ObjectTagging(Command|Request)?\b|\b(put|get|delete|set)ObjectTag(ging|s)\s*[({]|\bPutBucketTagging/,
  "object-lock": /\b(Put|Get)Object(LockConfiguration|Retention|LegalHold)\w*\b|\bobjectLock(Mode|Enabled)\w*/,
  website: /\b(Put|Get)BucketWebsite\w*\b|\b(put|get)BucketWebsite\s*[({]/,
  notifications: /\bPutBucketNotification\w*\b|\b(put|set)BucketNotification\w*\s*[({]|\blistenBucketNotification\s*[({]/,
  replication: /\b(Put|Get)BucketReplication\w*\b|\b(put|get|set)BucketReplication\s*[({]/,
};

export interface FeatureUse {
  readonly feature: LackingFeature;
  readonly call: string;
  readonly origin: Origin & { readonly kind: "file" };
}

const features = Object.entries(CALLS).flatMap(([name, call]) => Object.keys(R2_LACKS).flatMap((feature) => (feature === name ? [[feature, call] as const] : [])));
const isFeature = (name: string): name is LackingFeature => name in R2_LACKS;
const ANY = /Bucket|Acl|ACL|Tag|Lock|Retention|Versions|Canned/;

/** Every such call in a file of code, the first of each kind. */
export const featuresIn = (path: string, text: string): readonly FeatureUse[] => {
  if (!ANY.test(text) || !/s3|S3|minio|Minio/.test(text)) return [];
  return features.flatMap(([feature, call]): readonly FeatureUse[] => {
    const lines = text.split("\n");
    const line = lines.findIndex((one) => call.test(one) && !/^\s*(\/\/|\*|#|import\b)/.test(one));
    return line < 0 || !isFeature(feature) ? [] : [{ feature, call: call.exec(lines[line] ?? "")?.[0] ?? feature, origin: { kind: "file", file: path, line: line + 1 } }];
  });
};
