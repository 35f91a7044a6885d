import * as z from "zod/mini";
import type { ErrorCode } from "../../errors/codes.ts";
import { DevError } from "../../errors/dev-error.ts";

/** Why one was made. Those that nobody asked for go again by themselves. */
export const SNAPSHOT_REASONS = ["asked for", "before reset", "before try", "for a clone", "imported", "set aside"] as const;
export type SnapshotReason = (typeof SNAPSHOT_REASONS)[number];

const VOLUME = /^[a-z0-9][a-z0-9-]*$/;

const partSchema = z.object({
  service: z.string(),
  /** By its name in the stack. */
  volume: z.string().check(z.regex(VOLUME)),
  image: z.object({ reference: z.string(), id: z.string() }),
  files: z.number(),
  /** On the disk. */
  bytes: z.number(),
});

export const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  name: z.string(),
  createdAt: z.string(),
  instance: z.string(),
  runtime: z.string(),
  reason: z.enum(SNAPSHOT_REASONS),
  /** Of the program that made it. */
  neotool: z.string(),
  pauseMs: z.number(),
  way: z.enum(["reflink", "copy"]),
  parts: z.array(partSchema),
  /** Names only; their values are in the snapshot. `null`: Vault did not run. */
  secrets: z.nullable(z.array(z.object({ mount: z.string(), path: z.string(), version: z.number() }))),
  postgresMajor: z.nullable(z.number()),
  kafka: z.nullable(z.object({ metadataVersion: z.nullable(z.number()), clusterId: z.string() })),
  /** Of the instance's credentials, by their names: says whether they are others now, and nothing else. */
  credentials: z.record(z.string(), z.string()),
});

/** What is known of a snapshot. Holds no secret. */
export type SnapshotManifest = Readonly<z.infer<typeof manifestSchema>>;
export type SnapshotPart = SnapshotManifest["parts"][number];

export const bytesOf = ({ parts }: Pick<SnapshotManifest, "parts">): number => parts.reduce((sum, { bytes }) => sum + bytes, 0);

/** @throws {DevError} with the given code when a text is no manifest of this version. */
export const parseManifest = (text: string, place: string, code: ErrorCode = "STATE_UNREADABLE"): SnapshotManifest => {
  const unreadable = (evidence: readonly string[], cause?: unknown) =>
    new DevError(code, `${place} is no snapshot's manifest that this version of neotool reads`, { hint: "It was cut short, or made by another version: neotool dev snapshot rm removes the snapshot.", evidence, cause });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(["it is not JSON"], cause);
  }
  const parsed = z.safeParse(manifestSchema, value);
  if (parsed.success) return parsed.data;
  throw unreadable(parsed.error.issues.map((issue) => `${issue.path.map(String).join(".") || "it"}: ${issue.message}`));
};

export const formatManifest = (manifest: SnapshotManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
