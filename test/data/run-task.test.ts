import { generateKeyPairSync } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { createTaskRunner } from "../../dev/data/run-task.ts";
import { readJwtKeys, rotateJwtKeys, type MakePair } from "../../dev/secrets/jwt-keys.ts";
import { desiredContainer } from "../support/builders.ts";
import { failureOf } from "../support/failure.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeVault } from "../support/fake-vault.ts";
import { tempDir } from "../support/temp-dir.ts";

/** Small, because it is quick. */
const makePair: MakePair = async () =>
  generateKeyPairSync("rsa", { modulusLength: 1024, publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } });

const scene = async () => {
  const [folder, vault] = await Promise.all([tempDir(), fakeVault()]);
  onTestFinished(async () => {
    await vault[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  const kept: unknown[] = [];
  const runTask = createTaskRunner({ jwt: folder.file("jwt"), jwks: folder.file("jwks.json") }, fakeClock(), async ({ name }, token, keys) => {
    kept.push([name, token, keys.map(({ kid }) => kid), keys.map(({ kid }) => vault.at(`jwt/keys/${kid}`) !== undefined)]);
  });
  const { hostname, port } = new URL(vault.address);
  const action = { kind: "vault-jwt-keys", endpoint: "api", token: vault.token, mount: "secret", path: "jwt/keys" } as const;
  const write = () => runTask(action, { desired: desiredContainer("vault"), address: { host: hostname, port: Number(port) } }, new AbortController().signal);
  return { folder, vault, kept, write };
};

test("every key pair is written to Vault, and only then told to the runtime, which writes them again when it starts Vault by itself", async () => {
  const { folder, vault, kept, write } = await scene();
  await rotateJwtKeys(folder.file("jwt"), makePair);
  expect(await write()).toEqual([]);
  expect(kept).toEqual([["vault", vault.token, ["default-2", "default"], [true, true]]]);
  const [, first] = await readJwtKeys(folder.file("jwt"));
  expect(vault.at("jwt/keys/default")?.data).toEqual({ private: first?.privatePem, public: first?.publicPem });
});

test("where Vault refuses them, nothing is kept", async () => {
  const { folder, vault, kept, write } = await scene();
  await rotateJwtKeys(folder.file("jwt"), makePair);
  vault.broken = { status: 503, body: "sealed" };
  expect(await failureOf(write())).toMatchObject({ code: "TASK_FAILED" });
  expect(kept).toEqual([]);
});
