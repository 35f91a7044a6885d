import { writeFile } from "node:fs/promises";
import { afterEach, expect, test, vi } from "vitest";
import { registryLogin } from "../../dev/images/registry-login.ts";
import { tempDir } from "../support/temp-dir.ts";

afterEach(() => vi.unstubAllEnvs());

const encoded = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString("base64");

const loginFor = async (registry: string, config: unknown) => {
  await using directory = await tempDir();
  await writeFile(directory.file("config.json"), typeof config === "string" ? config : JSON.stringify(config));
  return await registryLogin(registry, directory.path);
};

test("a stored login is used for its registry, and for no other", async () => {
  const config = { auths: { "registry.example.com": { auth: encoded("me", "pass:with:colons") } } };
  expect(await loginFor("registry.example.com", config)).toEqual({ username: "me", password: "pass:with:colons", serveraddress: "registry.example.com" });
  expect(await loginFor("other.example.com", config)).toBeUndefined();
  expect(await loginFor("docker.io", config)).toBeUndefined();
});

test("Docker Hub's login stands under its old address", async () => {
  const config = { auths: { "https://index.docker.io/v1/": { auth: encoded("me", "secret") } } };
  expect(await loginFor("docker.io", config)).toEqual({ username: "me", password: "secret", serveraddress: "https://index.docker.io/v1/" });
});

test("a login that was stored with its scheme is found", async () => {
  expect(await loginFor("registry.example.com", { auths: { "https://registry.example.com": { auth: encoded("me", "secret") } } })).toMatchObject({ username: "me" });
});

test("an identity token in the file is sent as one: what stands beside it has a user and an empty password", async () => {
  const config = { auths: { "registry.example.com": { auth: encoded("00000000-0000-0000-0000-000000000000", ""), identitytoken: "opaque" } } };
  expect(await loginFor("registry.example.com", config)).toEqual({ identitytoken: "opaque", serveraddress: "registry.example.com" });
});

test.each(["{ broken", "", "[]", '{"auths":{"registry.example.com":{}}}', '{"credsStore":""}'])("a configuration without a usable login (%j) means an anonymous pull", async (content) => {
  expect(await loginFor("registry.example.com", content)).toBeUndefined();
  await using empty = await tempDir();
  expect(await registryLogin("registry.example.com", empty.path)).toBeUndefined();
});

const withHelper = async (script: string, registry: string, config: unknown) => {
  await using programs = await tempDir();
  await writeFile(programs.file("docker-credential-fake"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.stubEnv("PATH", `${programs.path}:${process.env.PATH}`);
  return await loginFor(registry, config);
};

const ECHO = `read -r server; [ "$1" = get ] && printf '{"ServerURL":"%s","Username":"me","Secret":"for %s"}' "$server" "$server"`;

test("a credential helper is asked with the registry's address on its standard input", async () => {
  expect(await withHelper(ECHO, "registry.example.com", { credsStore: "fake" })).toEqual({ username: "me", password: "for registry.example.com", serveraddress: "registry.example.com" });
  expect(await withHelper(ECHO, "docker.io", { credHelpers: { "https://index.docker.io/v1/": "fake" } })).toMatchObject({ password: "for https://index.docker.io/v1/" });
  expect(await withHelper(ECHO, "other.example.com", { credHelpers: { "registry.example.com": "fake" } })).toBeUndefined();
});

test("an identity token of a helper is sent as one, not as a password", async () => {
  const script = `printf '{"Username":"<token>","Secret":"opaque"}'`;
  expect(await withHelper(script, "registry.example.com", { credsStore: "fake" })).toEqual({ identitytoken: "opaque", serveraddress: "registry.example.com" });
});

test.each(["echo credentials not found >&2; exit 1", "echo nonsense"])("a helper that has none (%s) means an anonymous pull", async (script) => {
  expect(await withHelper(script, "registry.example.com", { credsStore: "fake" })).toBeUndefined();
});

test("a helper that is not installed means an anonymous pull", async () => {
  expect(await loginFor("registry.example.com", { credsStore: "neotool-no-such-helper" })).toBeUndefined();
});
