import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";

interface CredentialsFile {
  readonly values: Readonly<Record<string, string>>;
  readonly salt: string;
}

const readCredentials = async (workingCopy: string): Promise<CredentialsFile> => JSON.parse(await readFile(join(workingCopy, ".neotool", "credentials.json"), "utf8"));

/** One that `neotool dev env` does not give, for example `postgres.superuser`. */
export const credential = async (name: string): Promise<string> => {
  const value = (await readCredentials(inject("stack").workingCopy)).values[name];
  if (value === undefined) throw new Error(`the shared stack has no credential ${name}`);
  return value;
};

/** Everything of an instance that must be seen nowhere: its credentials, and its private keys line by line. */
export const secretsOf = async (workingCopy: string): Promise<readonly string[]> => {
  const { values, salt } = await readCredentials(workingCopy);
  const folder = join(workingCopy, ".neotool", "jwt");
  const keys = (await readdir(folder)).filter((name) => name.endsWith(".private.pem"));
  const lines = (await Promise.all(keys.map((name) => readFile(join(folder, name), "utf8")))).flatMap((pem) => pem.split("\n"));
  return [...Object.values(values), salt, ...lines.filter((line) => line.length > 20 && !line.startsWith("-----"))];
};

export const secretsOfStack = (): Promise<readonly string[]> => secretsOf(inject("stack").workingCopy);

/** Which of these texts hold a secret: named by where they came from, so that a failing test does not print it. */
export const placesWithSecrets = (texts: Readonly<Record<string, string>>, secrets: readonly string[]): readonly string[] =>
  Object.entries(texts).flatMap(([place, text]) => (secrets.some((secret) => text.includes(secret)) ? [place] : []));
