import { unknownName } from "../../platform/closest.ts";
import type { MinioPart, Scopes } from "../reset/scope.ts";

/** Pure. All buckets but the one that the instance itself publishes its keys in. @throws {DevError} `USAGE` for one that is not there. */
export const chooseFromMinio = (scope: NonNullable<Scopes["minio"]>, buckets: readonly string[], own: string): readonly MinioPart[] => {
  if (scope === "all") return buckets.filter((bucket) => bucket !== own).map((bucket) => ({ bucket, prefix: "" }));
  for (const { bucket } of scope) if (!buckets.includes(bucket)) throw unknownName("bucket", bucket, buckets);
  // A prefix of something that goes anyway is nothing of its own.
  return scope.filter((part, index) => !scope.some((other, place) => place !== index && other.bucket === part.bucket && part.prefix.startsWith(other.prefix) && (other.prefix !== part.prefix || place < index)));
};
