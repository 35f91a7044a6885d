import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";

interface CredentialsFile {
  readonly values: Readonly<Record<string, string>>;
  readonly salt: string;
}

const homeOfStack = (): string => join(inject("stack").workingCopy, ".neotool");

const readCredentials = async (home: string): Promise<CredentialsFile> => JSON.parse(await readFile(join(home, "credentials.json"), "utf8"));

/** One that `neotool dev env` does not give, for example `postgres.superuser`. */
export const credential = async (name: string): Promise<string> => {
  const value = (await readCredentials(homeOfStack())).values[name];
  if (value === undefined) throw new Error(`the shared stack has no credential ${name}`);
  return value;
};

/** Everything of the shared stack that must be seen nowhere. */
export const secretsOfStack = (): Promise<readonly string[]> => secretsBelow(homeOfStack());

/**
 * Everything of an instance that must be seen nowhere: its credentials, and its private keys line by line.
 *
 * @param home Its folder `.neotool`.
 */
export const secretsBelow = async (home: string): Promise<readonly string[]> => {
  const { values, salt } = await readCredentials(home);
  const folder = join(home, "jwt");
  const keys = (await readdir(folder)).filter((name) => name.endsWith(".private.pem"));
  const lines = (await Promise.all(keys.map((name) => readFile(join(folder, name), "utf8")))).flatMap((pem) => pem.split("\n"));
  return [...Object.values(values), salt, ...lines.filter((line) => line.length > 20 && !line.startsWith("-----"))];
};

/** Which of these texts hold a secret: named by where they came from, so that a failing test does not print it. */
export const placesWithSecrets = (texts: Readonly<Record<string, string>>, secrets: readonly string[]): readonly string[] =>
  Object.entries(texts).flatMap(([place, text]) => (secrets.some((secret) => text.includes(secret)) ? [place] : []));
