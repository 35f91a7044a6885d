import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { DevError } from "../errors/dev-error.ts";

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

const bundledImage = z.object({
  reference: z.string(),
  /** The official reference that a stand-in stands in for; absent for an official image. */
  standInFor: z.optional(z.string()),
  /** `official`, or how a stand-in relates to the official image. Test equipment is never given to users. */
  kind: z.enum(["official", "same", "other-version", "test-equipment"]),
  softwareVersion: z.optional(z.string()),
  source: z.optional(z.string()),
  id: z.string(),
  platform: z.string(),
});

const bundleIndex = z.object({
  schemaVersion: z.literal(1),
  archives: z.array(
    z.object({
      file: z.string().check(z.regex(/^(?!\.{1,2}$)[^/\\]+$/, "a file name, no path")),
      format: z.enum(["docker-archive", "docker-archive+zstd"]),
      sha256,
      images: z.array(bundledImage),
    }),
  ),
});

export type BundleIndex = z.infer<typeof bundleIndex>;
export type BundleArchive = BundleIndex["archives"][number];
export type BundledImage = BundleArchive["images"][number];

const HINT = "A bundle is a directory with index.json and archives, as `neotool dev images save DIR` writes it.";

/** @throws {DevError} `BUNDLE_INVALID` when there is no index, or it is not one. */
export const readBundleIndex = async (directory: string): Promise<BundleIndex> => {
  const path = join(directory, "index.json");
  const content = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new DevError("BUNDLE_INVALID", `The image bundle has no readable ${path}`, { hint: HINT, cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new DevError("BUNDLE_INVALID", `${path} is not JSON`, { hint: HINT, cause });
  }
  const parsed = z.safeParse(bundleIndex, value);
  if (parsed.success) return parsed.data;
  const evidence = parsed.error.issues.map((issue) => `${issue.path.map(String).join(".")}: ${issue.message}`);
  throw new DevError("BUNDLE_INVALID", `${path} is not a bundle index`, { hint: HINT, evidence });
};

/** The archive that holds an image, and under which name: the official one first, else its stand-in. */
export const findInBundle = (
  index: BundleIndex,
  names: readonly string[],
  platform: string,
): { readonly archive: BundleArchive; readonly image: BundledImage } | undefined => {
  for (const name of names) {
    for (const archive of index.archives) {
      const image = archive.images.find((candidate) => candidate.reference === name && candidate.platform === platform && candidate.kind !== "test-equipment");
      if (image) return { archive, image };
    }
  }
  return undefined;
};
