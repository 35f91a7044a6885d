import * as z from "zod/mini";
import { DevError } from "../../errors/dev-error.ts";
import { manifestSchema, type SnapshotManifest } from "./manifest.ts";

/** A stream in an export: the files of a volume as a tar archive, or Vault's secrets. */
const streamSchema = z.object({ name: z.string().check(z.regex(/^[a-z0-9][a-z0-9.-]*$/)), bytes: z.number(), sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)) });

export const EXPORT_VERSION = 1;
const exportSchema = z.object({ neotoolSnapshot: z.literal(EXPORT_VERSION), snapshot: manifestSchema, streams: z.array(streamSchema) });

/** What stands first in an export. */
export interface ExportManifest {
  readonly neotoolSnapshot: typeof EXPORT_VERSION;
  readonly snapshot: SnapshotManifest;
  readonly streams: readonly ExportedStream[];
}
export type ExportedStream = Readonly<z.infer<typeof streamSchema>>;

const HINT = "Export it again from where it was taken, and compare the files' sizes after copying.";

/** Something in an export is not as it was written. */
export const damaged = (file: string, what: string, cause?: unknown): DevError => new DevError("SNAPSHOT_DAMAGED", `${file} is damaged: ${what}`, { hint: HINT, cause });

/**
 * @throws {DevError} `SNAPSHOT_DAMAGED` for what is none, `SNAPSHOT_INCOMPATIBLE` for one of another version.
 */
export const parseExportManifest = (text: string, file: string): ExportManifest => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, "its manifest is no JSON", cause);
  }
  const version = z.safeParse(z.object({ neotoolSnapshot: z.number() }), value);
  if (!version.success) throw damaged(file, "it has no manifest of a snapshot");
  if (version.data.neotoolSnapshot !== EXPORT_VERSION) {
    throw new DevError("SNAPSHOT_INCOMPATIBLE", `${file} is an export of version ${version.data.neotoolSnapshot}; this neotool reads version ${EXPORT_VERSION}`, { hint: "Import it with the neotool that made it, or export it again with this one." });
  }
  const parsed = z.safeParse(exportSchema, value);
  if (parsed.success) return parsed.data;
  throw damaged(file, parsed.error.issues.map((issue) => `${issue.path.map(String).join(".")}: ${issue.message}`).join("; "));
};
