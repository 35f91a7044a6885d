import { afterEach, beforeEach, expect, test } from "vitest";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { vaultClient } from "../../dev/secrets/vault-client.ts";
import { reportError } from "../../dev/errors/format.ts";
import { failureOf } from "../support/failure.ts";
import { fakeVault, type FakeVault } from "../support/fake-vault.ts";

let vault: FakeVault;
beforeEach(async () => {
  vault = await fakeVault();
});
afterEach(() => vault[Symbol.asyncDispose]());

const signal = new AbortController().signal;
const PATH = "jwt/keys/default";
const OURS = { private: "our private key", public: "our public key" } as const;
const client = (over: Partial<{ address: string; token: string; signal: AbortSignal }> = {}) => vaultClient(over.address ?? vault.address, over.token ?? vault.token, over.signal ?? signal);
const write = () => client().writeIfAbsent("secret", PATH, OURS);

test("a secret is written where none is, and read back", async () => {
  expect(await client().read("secret", PATH)).toBeUndefined();
  expect(await write()).toBe(true);
  expect(await client().read("secret", PATH)).toEqual(OURS);
});

test("a path may hold what a URL may not", async () => {
  await client().write("secret", "seeds/my data?", { a: "1" });
  expect(vault.at("seeds/my%20data%3F")?.data).toEqual({ a: "1" });
  expect(await client().read("secret", "seeds/my data?")).toEqual({ a: "1" });
});

test("a secret that is there is left as it is", async () => {
  vault.put(PATH, { private: "theirs" });
  expect(await write()).toBe(false);
  expect(vault.at(PATH)).toEqual({ version: 1, data: { private: "theirs" } });
});

test("a secret that was deleted is written again, as its next version", async () => {
  vault.put(PATH, { private: "theirs" });
  vault.delete(PATH);
  expect(await client().read("secret", PATH)).toBeUndefined();
  expect(await write()).toBe(true);
  expect(vault.at(PATH)).toEqual({ version: 2, data: OURS });
});

test("who writes in between wins", async () => {
  vault.beforeWrite = () => vault.put(PATH, { private: "theirs" });
  expect(await write()).toBe(false);
  expect(vault.at(PATH)?.data).toEqual({ private: "theirs" });
});

test("of many that write at once, one does", async () => {
  const results = await Promise.all(Array.from({ length: 10 }, write));
  expect(results.filter((written) => written)).toHaveLength(1);
  expect(vault.at(PATH)).toEqual({ version: 1, data: OURS });
});

test("a token that Vault does not accept is told with its words, and without the token or the keys", async () => {
  const failure = await failureOf(client({ token: "wrong-token" }).writeIfAbsent("secret", PATH, OURS));
  expect(failure).toMatchObject({ code: "TASK_FAILED", message: `Vault refused to read secret/${PATH}: HTTP 403`, evidence: ['{"errors":["permission denied"]}'] });
  expect(JSON.stringify(reportError(failure))).not.toMatch(/wrong-token|our private/);
});

test("a write that is refused without anything being there is a failure", async () => {
  vault.beforeWrite = () => (vault.put(PATH, { private: "theirs" }), vault.delete(PATH)); // versions moved on, nothing is there
  expect(await failureOf(write())).toMatchObject({ code: "TASK_FAILED", message: `Vault refused to write secret/${PATH}: HTTP 400`, evidence: [expect.stringContaining("check-and-set")] });
});

test("an engine for secrets that is not mounted is a failure", async () => {
  expect(await failureOf(client().writeIfAbsent("kv", PATH, OURS))).toMatchObject({ code: "TASK_FAILED", message: `Vault refused to write kv/${PATH}: HTTP 404` });
});

test("a sealed Vault, and something else in its place, are failures with what was said", async () => {
  vault.broken = { status: 503, body: '{"errors":["Vault is sealed"]}' };
  expect(await failureOf(write())).toMatchObject({ code: "TASK_FAILED", message: expect.stringContaining("HTTP 503"), evidence: ['{"errors":["Vault is sealed"]}'] });
  vault.broken = { status: 200, body: "<html>\nhello" };
  expect(await failureOf(write())).toMatchObject({ code: "TASK_FAILED", evidence: ["<html>", "hello"] });
});

test("a Vault that is not there is a failure that names its address", async () => {
  const address = `http://127.0.0.1:${await ephemeralPort()}`;
  const failure = await failureOf(client({ address }).read("secret", PATH));
  expect(failure).toMatchObject({ code: "TASK_FAILED", message: `Vault at ${address} does not answer`, hint: expect.stringContaining("neotool dev logs vault") });
  expect(reportError(failure).cause).toContain("ECONNREFUSED");
});

test("an interruption is passed on as one", async () => {
  await expect(client({ signal: AbortSignal.abort(new Error("Ctrl+C")) }).read("secret", PATH)).rejects.toThrow("Ctrl+C");
});
