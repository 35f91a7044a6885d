import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import type { JwtKeys } from "../../dev/secrets/jwt-keys.ts";
import { signJwt, verifyJwt } from "../../dev/secrets/jwt.ts";
import { SignJWT, importPKCS8 } from "jose";
import { failureOf } from "../support/failure.ts";

const pair = (kid: string): JwtKeys[number] => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048, publicKeyEncoding: { type: "spki", format: "pem" }, privateKeyEncoding: { type: "pkcs8", format: "pem" } });
  return { kid, privatePem: privateKey, publicPem: publicKey };
};

const old = pair("default");
const rotated: JwtKeys = [pair("default-2"), old];
const stranger: JwtKeys = [pair("default")];

test("a token that was signed here is valid here, with its claims and the key that signs", async () => {
  const token = await signJwt(rotated, { sub: "alice", roles: ["admin"] }, "15m");
  const { kid, claims } = await verifyJwt(rotated, token);
  expect(kid).toBe("default-2");
  expect(claims).toMatchObject({ sub: "alice", roles: ["admin"] });
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
});

test("times among the claims are kept: so a test makes a token that has expired", async () => {
  const [, body = ""] = (await signJwt([old], { sub: "bob", iat: 1_700_000_000, exp: 1_700_000_900 })).split(".");
  expect(JSON.parse(Buffer.from(body, "base64url").toString("utf8"))).toEqual({ sub: "bob", iat: 1_700_000_000, exp: 1_700_000_900 });
  const { claims } = await verifyJwt([old], await signJwt([old], { exp: 1_700_000_900 }, "15m"));
  expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(900);
});

test("a token says in its head how and by which key it was signed", async () => {
  const [head = ""] = (await signJwt(rotated, {}, "1h")).split(".");
  expect(JSON.parse(Buffer.from(head, "base64url").toString("utf8"))).toEqual({ alg: "RS256", kid: "default-2", typ: "JWT" });
});

test("a token of before a rotation is still verified, by the key that signed it", async () => {
  const token = await signJwt([old], { sub: "bob" }, "1h");
  expect(await verifyJwt(rotated, token)).toMatchObject({ kid: "default", claims: { sub: "bob" } });
});

test("a token without a key id is verified by whichever kept key signed it", async () => {
  const token = await new SignJWT({ sub: "carol" }).setProtectedHeader({ alg: "RS256" }).setExpirationTime("1h").sign(await importPKCS8(old.privatePem, "RS256"));
  expect(await verifyJwt(rotated, token)).toMatchObject({ kid: null, claims: { sub: "carol" } });
  const foreign = await new SignJWT({}).setProtectedHeader({ alg: "RS256" }).setExpirationTime("1h").sign(await importPKCS8(stranger[0]?.privatePem ?? "", "RS256"));
  expect(await failureOf(verifyJwt(rotated, foreign))).toMatchObject({ code: "TOKEN_INVALID", message: expect.stringContaining("signature verification failed") });
});

test("an expired token says so", async () => {
  const token = await signJwt([old], {}, "-1m");
  expect(await failureOf(verifyJwt([old], token))).toMatchObject({ code: "TOKEN_INVALID", message: expect.stringMatching(/^The token is not valid for this instance: .*"exp"/) });
});

test("a token of another instance is refused although its key has the same id", async () => {
  const token = await signJwt(stranger, { sub: "mallory" }, "1h");
  expect(await failureOf(verifyJwt(rotated, token))).toMatchObject({ code: "TOKEN_INVALID", message: expect.stringContaining("signature verification failed") });
});

test("a token by a key that is not kept any more is refused", async () => {
  const token = await signJwt(rotated, {}, "1h");
  expect(await failureOf(verifyJwt([old], token))).toMatchObject({ code: "TOKEN_INVALID", message: expect.stringContaining("no applicable key") });
});

test("an unsigned token is refused, and one whose secret is the public key", async () => {
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"sub":"root"}').toString("base64url")}.`;
  expect(await failureOf(verifyJwt(rotated, unsigned))).toMatchObject({ code: "TOKEN_INVALID" });
  const confused = await new SignJWT({ sub: "root" }).setProtectedHeader({ alg: "HS256", kid: "default" }).sign(new TextEncoder().encode(old.publicPem));
  expect(await failureOf(verifyJwt(rotated, confused))).toMatchObject({ code: "TOKEN_INVALID" });
});

test.each(["", "not a token", "a.b", "a.b.c"])("%j is no token at all", async (token) => {
  expect(await failureOf(verifyJwt(rotated, token))).toMatchObject({ code: "TOKEN_INVALID", hint: expect.stringContaining("neotool dev keys sign") });
});

test("before the first up there is nothing to sign or verify with", async () => {
  expect(await failureOf(signJwt([], {}, "1h"))).toMatchObject({ code: "KEYS_MISSING", hint: expect.stringContaining("neotool dev up") });
  expect(await failureOf(verifyJwt([], "a.b.c"))).toMatchObject({ code: "KEYS_MISSING" });
});
