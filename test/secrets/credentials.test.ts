import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { formatErrorReport, reportError } from "../../dev/errors/format.ts";
import { prepareCredentials, readCredentials, type Credentials } from "../../dev/secrets/credentials.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

const NAMES = ["postgres.owner", "vault.root"] as const;

/** As `up` does: prepared, and kept before they are given away. */
const ensureCredentials = async (path: string, names: readonly string[], pinned: Readonly<Record<string, string>>): Promise<Credentials> => {
  const { credentials, keep } = await prepareCredentials(path, names, pinned);
  await keep();
  return credentials;
};

test("preparing them writes nothing: a dry run leaves no trace", async () => {
  await using directory = await tempDir();
  const path = directory.file("credentials.json");
  const { credentials } = await prepareCredentials(path, NAMES, {});
  expect(credentials.values.size).toBe(2);
  expect(await readCredentials(path)).toBeUndefined();
});

test("credentials are drawn once, kept, and private", async () => {
  await using directory = await tempDir();
  const path = directory.file(".neotool/credentials.json");
  const first = await ensureCredentials(path, NAMES, {});
  expect([...first.values.keys()]).toEqual([...NAMES]);
  expect(await ensureCredentials(path, NAMES, {})).toMatchObject({ values: first.values });
  expect((await readCredentials(path))?.values).toEqual(first.values);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a drawn secret is long, unlike any other, and needs no quotes in a URI, an ini file or a shell", async () => {
  await using directory = await tempDir();
  const names = Array.from({ length: 200 }, (_, index) => `role-${index}`);
  const { values } = await ensureCredentials(directory.file("credentials.json"), names, {});
  for (const value of values.values()) expect(value).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{26}$/);
  expect(new Set(values.values()).size).toBe(200);
});

test("instances have different secrets", async () => {
  await using directory = await tempDir();
  const [one, other] = await Promise.all(["a", "b"].map((name) => ensureCredentials(directory.file(name), NAMES, {})));
  for (const name of NAMES) expect(one?.values.get(name)).not.toBe(other?.values.get(name));
});

test("a new name is drawn beside the kept ones, and one that nobody asks for stays", async () => {
  await using directory = await tempDir();
  const path = directory.file("credentials.json");
  const before = await ensureCredentials(path, NAMES, {});
  const after = await ensureCredentials(path, ["minio.secret-key"], {});
  expect([...after.values.keys()].sort()).toEqual(["minio.secret-key", ...NAMES]);
  for (const name of NAMES) expect(after.values.get(name)).toBe(before.values.get(name));
});

test("a pinned secret wins over a kept one, and stays when it is no longer pinned", async () => {
  await using directory = await tempDir();
  const path = directory.file("credentials.json");
  await ensureCredentials(path, NAMES, {});
  const pinned = await ensureCredentials(path, NAMES, { "vault.root": "neotool" });
  expect(pinned.values.get("vault.root")).toBe("neotool");
  expect((await ensureCredentials(path, NAMES, {})).values.get("vault.root")).toBe("neotool");
});

test("a pinned name that nobody asks for is not kept", async () => {
  await using directory = await tempDir();
  const { values } = await ensureCredentials(directory.file("credentials.json"), NAMES, { "kafka.admin": "pinned-secret" });
  expect(values.has("kafka.admin")).toBe(false);
});

test("an instance whose services need no secret was brought up all the same", async () => {
  await using directory = await tempDir();
  const path = directory.file("credentials.json");
  await ensureCredentials(path, [], {});
  expect((await readCredentials(path))?.values.size).toBe(0);
});

test("an instance that was never brought up has none, which is no failure", async () => {
  await using directory = await tempDir();
  expect(await readCredentials(directory.file("credentials.json"))).toBeUndefined();
});

test.each([
  ["that is no JSON", '{"schemaVersion":1,"values":{"vault.root":s3cr3t-t0ken}}'],
  ["that ends too early", '{"schemaVersion":1,"salt":"x","values":{"vault.root":"s3cr3t-t0ken'],
  ["of another version", '{"schemaVersion":2,"salt":"x","values":{"vault.root":"s3cr3t-t0ken"}}'],
  ["with a value of another kind", '{"schemaVersion":1,"salt":"x","values":{"vault.root":["s3cr3t-t0ken"]}}'],
])("a file %s is a failure that shows no secret, and is not written over", async (_what, content) => {
  await using directory = await tempDir();
  const path = directory.file("credentials.json");
  await writeFile(path, content);
  for (const act of [() => ensureCredentials(path, NAMES, {}), () => readCredentials(path)]) {
    const failure = await failureOf(act());
    expect(failure).toMatchObject({ code: "STATE_UNREADABLE", message: `${path} cannot be read as credentials` });
    expect(failure.evidence).not.toEqual([]);
    expect(formatErrorReport(reportError(failure))).not.toMatch(/s3cr|t0ken/);
  }
  expect(await readFile(path, "utf8")).toBe(content);
});

test("something that cannot be read at all is told with the system's reason", async () => {
  await using directory = await tempDir();
  await mkdir(directory.file("credentials.json"));
  expect(await failureOf(readCredentials(directory.file("credentials.json")))).toMatchObject({ code: "STATE_UNREADABLE", evidence: [expect.stringContaining("EISDIR")] });
});

test("a fingerprint changes with its secret, stays with it, and tells nothing of it", async () => {
  await using directory = await tempDir();
  const path = directory.file("credentials.json");
  const first = await ensureCredentials(path, NAMES, {});
  expect(first.fingerprint("vault.root")).toMatch(/^[0-9a-f]{12}$/);
  expect((await readCredentials(path))?.fingerprint("vault.root")).toBe(first.fingerprint("vault.root"));
  const changed = await ensureCredentials(path, NAMES, { "vault.root": "another-one" });
  expect(changed.fingerprint("vault.root")).not.toBe(first.fingerprint("vault.root"));
  expect(changed.fingerprint("postgres.owner")).toBe(first.fingerprint("postgres.owner"));
});

test("the same pinned secret has another fingerprint in another instance", async () => {
  await using directory = await tempDir();
  const pinned = { "vault.root": "the-same-everywhere" };
  const [one, other] = await Promise.all(["a", "b"].map((name) => ensureCredentials(directory.file(name), NAMES, pinned)));
  expect(one?.fingerprint("vault.root")).not.toBe(other?.fingerprint("vault.root"));
});
