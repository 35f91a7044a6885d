import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { takeLock } from "../../dev/platform/file-lock.ts";
import { interruption } from "../../dev/platform/interrupt.ts";
import { ensureJwtKeys, makeRsaUntil, privateKeyPath, publicKeyPath, readJwtKeys, rotateJwtKeys, type MakePair } from "../../dev/secrets/jwt-keys.ts";
import { jwksOf } from "../../dev/secrets/jwt.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";

const pem = { modulusLength: 2048, publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } } as const;
const PAIRS = Array.from({ length: 3 }, () => generateKeyPairSync("rsa", pem));

/** Makes small keys that are at hand, and counts them. */
const maker = (): { readonly make: MakePair; made: number } => {
  const state = {
    made: 0,
    make: async () => {
      const pair = PAIRS[(state.made += 1) - 1];
      if (!pair) throw new Error("more keys than the test has");
      return pair;
    },
  };
  return state;
};

const filesIn = async (directory: TempDir) => (await readdir(directory.file("jwt"))).sort();
const kidsOf = (keys: readonly { readonly kid: string }[]) => keys.map(({ kid }) => kid);

/** The one real pair of this file: it takes a second. */
let real: Awaited<ReturnType<typeof ensureJwtKeys>>;
beforeAll(async () => {
  await using directory = await tempDir();
  real = await ensureJwtKeys(directory.file("jwt"));
}, 60_000);

test("the first key is called default, is RSA of 4096 bits, and comes in the formats that Java reads", () => {
  const [key] = real;
  expect(kidsOf(real)).toEqual(["default"]);
  expect(createPrivateKey(key?.privatePem ?? "").asymmetricKeyDetails).toMatchObject({ modulusLength: 4096 });
  expect(key?.privatePem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(key?.publicPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
});

test("an instance without keys has none, and reading makes none", async () => {
  await using directory = await tempDir();
  expect(await readJwtKeys(directory.file("jwt"))).toEqual([]);
  expect(await readdir(directory.path)).toEqual([]);
});

test("keys are made once and kept over runs, in files for their owner alone", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  const keys = await ensureJwtKeys(directory.file("jwt"), make);
  expect(await ensureJwtKeys(directory.file("jwt"), make)).toEqual(keys);
  expect(await readJwtKeys(directory.file("jwt"))).toEqual(keys);
  expect(await filesIn(directory)).toEqual(["default.private.pem", "default.public.pem", "index.json"]);
  for (const file of await filesIn(directory)) expect((await stat(directory.file(`jwt/${file}`))).mode & 0o777).toBe(0o600);
  expect((await stat(directory.file("jwt"))).mode & 0o777).toBe(0o700);
  expect(await readFile(privateKeyPath(directory.file("jwt"), "default"), "utf8")).toBe(keys[0]?.privatePem);
  expect(await readFile(publicKeyPath(directory.file("jwt"), "default"), "utf8")).toBe(keys[0]?.publicPem);
});

test("a rotation puts a new key first, and the old public key keeps its own id among the published ones", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  const [first] = await ensureJwtKeys(directory.file("jwt"), make);
  expect(kidsOf(await rotateJwtKeys(directory.file("jwt"), make))).toEqual(["default-2", "default"]);
  const keys = await rotateJwtKeys(directory.file("jwt"), make);
  expect(kidsOf(keys)).toEqual(["default-3", "default-2", "default"]);
  expect(await readJwtKeys(directory.file("jwt"))).toEqual(keys);
  const { keys: published } = await jwksOf(keys);
  expect(published).toMatchObject(keys.map(({ kid }) => ({ kid, alg: "RS256", use: "sig", kty: "RSA" })));
  const last = published.at(-1);
  expect(createPublicKey({ key: { ...last }, format: "jwk" }).export({ type: "spki", format: "pem" })).toBe(first?.publicPem);
});

test("published keys hold nothing private", async () => {
  const { keys } = await jwksOf(real);
  expect(keys.map((key) => Object.keys(key).sort())).toEqual([["alg", "e", "kid", "kty", "n", "use"]]);
});

test("an id is never given twice, also when somebody took a key out of the index", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  await rotateJwtKeys(directory.file("jwt"), make);
  await writeFile(directory.file("jwt/index.json"), JSON.stringify({ schemaVersion: 1, keys: ["default-2"] }));
  expect(kidsOf(await rotateJwtKeys(directory.file("jwt"), make))).toEqual(["default-3", "default-2"]);
});

test("a crash before the index was written loses no key: it is taken up by the next run", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  const [key] = await ensureJwtKeys(directory.file("jwt"), make);
  await rm(directory.file("jwt/index.json"));
  await rm(directory.file("jwt/default.public.pem"));
  const again = maker();
  expect(await ensureJwtKeys(directory.file("jwt"), again.make)).toEqual([key]);
  expect(again.made).toBe(0);
  expect(await filesIn(directory)).toEqual(["default.private.pem", "default.public.pem", "index.json"]);
});

test("a crash in the middle of a rotation leaves the old key in charge, and the next rotation goes through", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  const before = await ensureJwtKeys(directory.file("jwt"), make);
  await writeFile(directory.file("jwt/default-2.private.pem"), PAIRS[2]?.privateKey ?? "");
  expect(await readJwtKeys(directory.file("jwt"))).toEqual(before);
  expect(kidsOf(await rotateJwtKeys(directory.file("jwt"), make))).toEqual(["default-2", "default"]);
});

test("a public key's file that is missing or changed is made again from the private one", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  const keys = await rotateJwtKeys(directory.file("jwt"), make);
  await rm(publicKeyPath(directory.file("jwt"), "default"));
  await writeFile(publicKeyPath(directory.file("jwt"), "default-2"), "something else");
  await ensureJwtKeys(directory.file("jwt"), make);
  for (const { kid, publicPem } of keys) expect(await readFile(publicKeyPath(directory.file("jwt"), kid), "utf8")).toBe(publicPem);
});

const EC = generateKeyPairSync("ec", { namedCurve: "P-256", publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } });

test.each([
  ["broken", "default.private.pem", "-----BEGIN PRIVATE KEY-----\nbroken\n"],
  ["of another kind", "default.private.pem", EC.privateKey],
  ["no JSON", "index.json", "{ broken"],
  ["an index with a path for an id", "index.json", '{"schemaVersion":1,"keys":["../../etc/passwd"]}'],
])("a file that is %s is a failure that names it, and is not replaced", async (_what, file, content) => {
  await using directory = await tempDir();
  const { make } = maker();
  await ensureJwtKeys(directory.file("jwt"), make);
  await writeFile(directory.file(`jwt/${file}`), content);
  for (const act of [readJwtKeys, ensureJwtKeys, rotateJwtKeys]) {
    expect(await failureOf(act(directory.file("jwt"), make))).toMatchObject({ code: "STATE_UNREADABLE", message: `The JWT key file ${directory.file(`jwt/${file}`)} is missing or broken` });
  }
  expect(await readFile(directory.file(`jwt/${file}`), "utf8")).toBe(content);
});

test("a private key that the index names and that is gone is a failure, not a reason for a new one", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  await ensureJwtKeys(directory.file("jwt"), make);
  await rm(privateKeyPath(directory.file("jwt"), "default"));
  const again = maker();
  expect(await failureOf(ensureJwtKeys(directory.file("jwt"), again.make))).toMatchObject({ code: "STATE_UNREADABLE" });
  expect(again.made).toBe(0);
});

test("a broken private key without an index is not written over", async () => {
  await using directory = await tempDir();
  await mkdir(directory.file("jwt"));
  await writeFile(directory.file("jwt/default.private.pem"), "somebody's");
  expect(await failureOf(ensureJwtKeys(directory.file("jwt"), maker().make))).toMatchObject({ code: "STATE_UNREADABLE" });
  expect(await readFile(directory.file("jwt/default.private.pem"), "utf8")).toBe("somebody's");
});

test("while another process makes keys nobody else does, and files never mix", async () => {
  await using directory = await tempDir();
  const { make } = maker();
  const [first, second] = await Promise.allSettled([rotateJwtKeys(directory.file("jwt"), make), rotateJwtKeys(directory.file("jwt"), make)]);
  expect([first, second].map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  for (const { publicPem, kid } of await readJwtKeys(directory.file("jwt"))) expect(await readFile(publicKeyPath(directory.file("jwt"), kid), "utf8")).toBe(publicPem);
  const lock = await takeLock(directory.file("jwt/lock"), "making JWT keys");
  expect(await failureOf(rotateJwtKeys(directory.file("jwt"), make))).toMatchObject({ code: "INSTANCE_BUSY", message: expect.stringContaining(`Process ${process.pid}`) });
  if (lock.held) await lock.release();
});

test("keys that are not waited for any longer leave nothing, and the next ones are made", async () => {
  await using directory = await tempDir();
  const pressed = new AbortController();
  const outcome = failureOf(ensureJwtKeys(directory.file("jwt"), makeRsaUntil(pressed.signal)));
  pressed.abort(interruption());
  expect(await outcome).toMatchObject({ code: "INTERRUPTED" });
  expect(await readdir(directory.file("jwt"))).toEqual([]);
  expect(await ensureJwtKeys(directory.file("jwt"), maker().make)).toHaveLength(1);
});
