import { createHmac, randomBytes } from "node:crypto";
import * as z from "zod/mini";
import { DevError, rootMessage } from "../errors/dev-error.ts";
import { readIfThere, writeAtomically } from "../platform/files.ts";

/** The secrets of one instance, by name, for example `postgres.owner`. */
export interface Credentials {
  readonly values: ReadonlyMap<string, string>;
  /**
   * Changes when the secret does, and tells nothing of it: keyed with a random salt that lies beside the secrets. What
   * goes into a config hash, and so into a label.
   */
  fingerprint(name: string): string;
}

const fileSchema = z.object({ schemaVersion: z.literal(1), salt: z.string(), values: z.record(z.string(), z.string()) });
type CredentialsFile = z.infer<typeof fileSchema>;

/** 160 bits; letters and digits of a URI, an ini file and a shell word. Never starts with "-", which reads as an option. */
const draw = (): string => randomBytes(20).toString("base64url").replace(/^-/, "A");

/** Not overwritten: these secrets cannot be made again, and the volumes know them. */
const unreadable = (path: string, evidence: readonly string[]): DevError =>
  new DevError("STATE_UNREADABLE", `${path} cannot be read as credentials`, {
    hint: "Mend it, or delete it: new credentials are made, and Postgres is told them at the next `neotool dev up`.",
    evidence,
  });

const read = async (path: string): Promise<CredentialsFile | undefined> => {
  const content = await readIfThere(path).catch((error: unknown) => {
    throw unreadable(path, [rootMessage(error)]);
  });
  if (content === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw unreadable(path, ["it is not JSON"]); // without the parser's own words: they quote the file, and so a secret
  }
  const parsed = z.safeParse(fileSchema, value);
  if (parsed.success) return parsed.data;
  throw unreadable(path, parsed.error.issues.map((issue) => `${issue.path.map(String).join(".") || "the file"}: ${issue.message}`));
};

const credentialsFrom = ({ salt, values }: CredentialsFile): Credentials => ({
  values: new Map(Object.entries(values)),
  fingerprint: (name) => createHmac("sha256", salt).update(values[name] ?? "").digest("hex").slice(0, 12),
});

export interface PreparedCredentials {
  readonly credentials: Credentials;
  /** Writes them down, where that changes anything: before they are given to a service. */
  keep(): Promise<void>;
}

/**
 * The instance's credentials: pinned ones from the config, kept ones from the file, the rest drawn now. Names that
 * nobody asks for any more stay in the file.
 *
 * @param path 0600, below `.neotool/`.
 * @throws {DevError} `STATE_UNREADABLE` for a broken file.
 */
export const prepareCredentials = async (path: string, names: readonly string[], pinned: Readonly<Record<string, string>>): Promise<PreparedCredentials> => {
  const kept = await read(path);
  const values: Record<string, string> = { ...kept?.values };
  for (const name of names) values[name] = pinned[name] ?? values[name] ?? draw();
  const file: CredentialsFile = { schemaVersion: 1, salt: kept?.salt ?? draw(), values };
  // A file without any says all the same that the instance was brought up.
  const changed = kept === undefined || names.some((name) => values[name] !== kept?.values[name]);
  const keep = () => writeAtomically(path, `${JSON.stringify(file, null, 2)}\n`);
  return { credentials: credentialsFrom(file), keep: changed ? keep : async () => {} };
};

/** The credentials of an instance that was brought up before; `undefined` when it never was. */
export const readCredentials = async (path: string): Promise<Credentials | undefined> => {
  const kept = await read(path);
  return kept && credentialsFrom(kept);
};
