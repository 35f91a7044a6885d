import { createPrivateKey, createPublicKey } from "node:crypto";
import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from "jose";
import { expect, inject, test } from "vitest";
import { envelope, neotool } from "../support/cli.ts";
import { docker } from "../support/engine.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { argumentsOfAllProcesses } from "../support/processes.ts";
import { environment, variable } from "../support/services.ts";
import { readSecret, writeSecret } from "../support/vault.ts";

const { env, workingCopy } = inject("stack");
const DEFAULT_KEY = `${variable(env, "VAULT_SECRET_PATH")}/default`;

const dev = async (...args: readonly string[]) => {
  const result = await neotool(args, { cwd: workingCopy });
  if (result.exitCode !== 0) throw new Error(`neotool dev ${args.join(" ")} failed: ${result.stderr}`);
  return result;
};

/** Signs as the security service does: with the private key that it reads from Vault. */
const signWithVaultKey = async (kid: string): Promise<string> => {
  const { private: pem = "" } = (await readSecret(env, `${env.VAULT_SECRET_PATH}/${kid}`)) ?? {};
  return new SignJWT({ roles: ["admin"] }).setProtectedHeader({ alg: "RS256", kid }).setSubject("alice").setExpirationTime("5m").sign(await importPKCS8(pem, "RS256"));
};

/** Verifies as everybody else does: with the public keys, which need no token. */
const verifyByJwks = async (token: string) => {
  const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(variable(env, "JWT_JWKS_URL"))), { algorithms: ["RS256"] });
  return { kid: protectedHeader.kid, subject: payload.sub };
};

const publishedKids = async (): Promise<readonly (string | undefined)[]> => {
  const { keys }: { keys: readonly { kid?: string }[] } = JSON.parse(await (await fetch(variable(env, "JWT_JWKS_URL"))).text());
  return keys.map(({ kid }) => kid);
};

test("Vault holds an RS256 pair of 4096 bits as PEM that Java reads too", async () => {
  const { private: privatePem = "", public: publicPem = "", ...others } = (await readSecret(env, DEFAULT_KEY)) ?? {};
  expect(others).toEqual({});
  expect([privatePem.split("\n")[0], publicPem.split("\n")[0]]).toEqual(["-----BEGIN PRIVATE KEY-----", "-----BEGIN PUBLIC KEY-----"]);
  expect(createPrivateKey(privatePem)).toMatchObject({ asymmetricKeyType: "rsa", asymmetricKeyDetails: { modulusLength: 4096 } });
  expect(createPublicKey(privatePem).equals(createPublicKey(publicPem))).toBe(true);
});

test("what is signed with the key from Vault verifies by the JWKS and by neotool", async () => {
  const token = await signWithVaultKey("default");
  expect(await verifyByJwks(token)).toEqual({ kid: "default", subject: "alice" });
  const verified = envelope(await dev("keys", "verify", token, "--json"));
  expect(verified.data).toMatchObject({ kid: "default", claims: { sub: "alice", roles: ["admin"] } });
});

test("keys sign gives a token for the JWKS, keys jwks the same set as its URL", async () => {
  const { stdout: token } = await dev("keys", "sign", '{"sub":"bob"}', "--ttl", "10m");
  expect(await verifyByJwks(token)).toEqual({ kid: "default", subject: "bob" });
  expect(JSON.parse((await dev("keys", "jwks")).stdout)).toEqual(JSON.parse(await (await fetch(variable(env, "JWT_JWKS_URL"))).text()));
});

test("a token that another key has signed is refused in a sentence", async () => {
  const [header, payload] = (await signWithVaultKey("default")).split(".");
  const { exitCode, stderr } = await neotool(["keys", "verify", `${header}.${payload}.AAAA`], { cwd: workingCopy });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error[TOKEN_INVALID] The token is not valid for this instance: signature verification failed");
});

test("a restart gives Vault the same pair again, so that issued tokens stay good", async () => {
  const [before, token] = [await readSecret(env, DEFAULT_KEY), await signWithVaultKey("default")];
  await dev("restart", "vault");
  expect(await readSecret(env, DEFAULT_KEY)).toEqual(before);
  expect(await verifyByJwks(token)).toMatchObject({ subject: "alice" });
});

test("the root token stands in no process's arguments, and not in the log that neotool shows", async () => {
  const token = variable(env, "VAULT_TOKEN");
  expect((await argumentsOfAllProcesses()).filter((command) => command.includes(token))).toEqual([]);
  const { stdout } = await dev("logs", "vault");
  expect(stdout).toContain("Root Token: ‹redacted›");
  expect(stdout).not.toContain(token);
});

test("a key that somebody else wrote is left alone, and up says so", async () => {
  const client = await docker();
  const [vault] = await client.listContainers({ filters: { label: [`dev.neotool.working-copy=${workingCopy}`, "dev.neotool.service=vault"] } });
  // Past neotool: Vault forgets its keys, and somebody is quicker than the next `up`.
  await client.getContainer(vault?.Id ?? "").restart({ t: 1 });
  const foreign = { private: "their private key", public: "their public key" };
  await expect.poll(() => writeSecret(env, DEFAULT_KEY, foreign).then(() => "written", String), { timeout: 30_000 }).toBe("written");
  const { stderr } = await dev("up", "--allow-missing");
  expect(stderr).toContain("Vault holds another key at secret/jwt/keys/default, which was left as it is");
  expect(await readSecret(env, DEFAULT_KEY)).toEqual(foreign);
  await dev("restart", "vault");
  expect(await verifyByJwks(await signWithVaultKey("default"))).toMatchObject({ subject: "alice" });
});

// Last: the shared stack signs with another key from here on.
test("after a rotation the new key signs, and tokens of the old one are still good", async () => {
  const old = await signWithVaultKey("default");
  const rotated = envelope(await dev("keys", "rotate", "--json"));
  expect(rotated.data).toEqual({ kid: "default-2", keys: ["default-2", "default"], notices: [] });
  expect((await environment()).JWT_KEY_ID).toBe("default-2");
  expect(await publishedKids()).toEqual(["default-2", "default"]);
  expect(await verifyByJwks(await signWithVaultKey("default-2"))).toEqual({ kid: "default-2", subject: "alice" });
  expect(await verifyByJwks(old)).toEqual({ kid: "default", subject: "alice" });
  expect(envelope(await dev("keys", "verify", old, "--json")).data).toMatchObject({ kid: "default" });
  expect(await verifyByJwks((await dev("keys", "sign")).stdout)).toMatchObject({ kid: "default-2" });
});

test("both pairs come back after a restart", async () => {
  const before = await Promise.all(["default", "default-2"].map((kid) => readSecret(env, `${env.VAULT_SECRET_PATH}/${kid}`)));
  await dev("restart", "vault");
  expect(await Promise.all(["default", "default-2"].map((kid) => readSecret(env, `${env.VAULT_SECRET_PATH}/${kid}`)))).toEqual(before);
});

leavesNothingBehind(() => readSecret(env, DEFAULT_KEY));
