import type { Comparison } from "../comparison.ts";
import { finding, side, sideOf, type Finding } from "../finding.ts";
import { R2_LACKS } from "../local/s3-in-sources.ts";

/** The key replaces all buckets at once, so that none may be left out. */
const withoutVersions = (buckets: Comparison["local"]["buckets"]) => Object.fromEntries(buckets.map(({ value: { name, access } }) => [name, { versioning: false, access }]));

/** MinIO here, Cloudflare R2 there: what R2 lacks, where our side uses it. */
export const s3Axis = ({ local, production: { r2 } }: Comparison): readonly Finding[] => {
  if (!r2) return [];
  const there = sideOf(r2);
  const buckets = local.live.buckets ?? local.buckets;
  const ofBuckets = buckets.flatMap(({ value: bucket, origin }): readonly Finding[] => [
    ...(bucket.versioning
      ? [
          finding("minio", "s3", `versioning.${bucket.name}`, {
            severity: "warning",
            local: side(`bucket ${bucket.name} keeps versions`, origin),
            production: there,
            why: R2_LACKS.versioning,
            fix: `Set minio.buckets["${bucket.name}"].versioning to false in neotool.config.ts.`,
            closing: { path: ["minio", "buckets"], value: withoutVersions(local.buckets) },
          }),
        ]
      : []),
    ...(bucket.access === "public-read"
      ? [finding("minio", "s3", `bucket-policy.${bucket.name}`, { severity: "info", local: side(`bucket ${bucket.name} is readable by a bucket policy`, origin), production: there, why: R2_LACKS["bucket-policy"], fix: "Serve public objects by a domain of the bucket, and take its address from the environment." })]
      : []),
  ]);
  const ofCode = local.featureUses.map(({ feature, call, origin }) =>
    finding("minio", "s3", `${feature}:${origin.file}`, { severity: "error", local: side(call, origin), production: there, why: R2_LACKS[feature], fix: "Do without it, or ask which store it is before calling." }),
  );
  return [...ofBuckets, ...ofCode];
};
