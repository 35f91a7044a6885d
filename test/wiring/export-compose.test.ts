import { appendFile, readFile, stat } from "node:fs/promises";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot, envelope, neotool } from "../support/cli.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

/** Half a pair that an instance takes up: making one of 4096 bits takes seconds. */
const KEY = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const withKey = { ".neotool/jwt/default.private.pem": KEY } as const;

const workingCopy = async (files: Readonly<Record<string, string>> = {}) => {
  const copy = await makeWorkingCopy("shop", files);
  onTestFinished(() => copy[Symbol.asyncDispose]());
  const path = (file: string) => join(copy.path, file);
  return { ...copy, path, run: (...args: readonly string[]) => neotool(["compose", ...args], { cwd: copy.path }) };
};

test("without options the file is printed, and nothing is made", async () => {
  const { run, path } = await workingCopy();
  const printed = await run();
  expect(printed).toMatchObject({ exitCode: 0, stderr: "" });
  expect(`${printed.stdout}\n`).toBe(await readFile(join(projectRoot, "compose", "compose.yaml"), "utf8"));
  await expect(stat(path(".neotool"))).rejects.toThrow("ENOENT");
});

test("the variables' file has everything that the Compose file asks for, for this user alone", async () => {
  const { run, path } = await workingCopy(withKey);
  const written = await run("--output", "compose.yaml", "--dotenv", ".env");
  expect(written).toMatchObject({ exitCode: 0, stdout: "" });
  expect((await stat(path(".env"))).mode & 0o777).toBe(0o600);

  const compose = await readFile(path("compose.yaml"), "utf8");
  const env = parseEnv(await readFile(path(".env"), "utf8"));
  const asked = new Set([...compose.matchAll(/\$\{(\w+):\?/g), ...compose.matchAll(/environment: (NEOTOOL_\w+)/g)].map(([, name = ""]) => name));
  expect(asked.size).toBeGreaterThan(13);
  expect([...asked].filter((name) => !env[name])).toEqual([]);
  for (const name of [...asked].filter((one) => one.startsWith("NEOTOOL_SECRET_"))) expect(compose).not.toContain(env[name]);

  const [kid, ...pair] = (env.NEOTOOL_JWT_KEYS ?? "").split(" ");
  const { private: privatePem, public: publicPem }: Record<string, string> = JSON.parse(pair.join(" "));
  expect(kid).toBe("default");
  expect(createPublicKey(createPrivateKey(privatePem ?? "")).export({ type: "spki", format: "pem" })).toBe(publicPem);
  expect(JSON.parse(env.NEOTOOL_JWKS ?? "")).toMatchObject({ keys: [{ kid: "default", alg: "RS256" }] });
});

test("asked again, it writes the same secrets over its own files, and leaves the ports that somebody chose", async () => {
  const { run, path } = await workingCopy(withKey);
  await run("--dotenv", ".env", "--output", "compose.yaml");
  await appendFile(path(".env"), "NEOTOOL_PORT_POSTGRES_SQL=15432\n");
  const before = await readFile(path(".env"), "utf8");
  expect((await run("--dotenv", ".env", "--output", "compose.yaml")).exitCode).toBe(0);
  expect(await readFile(path(".env"), "utf8")).toBe(before);
});

test.each([["--output", "compose.yaml"], ["--dotenv", ".env"]])("%s: a file of the project's own is never written over", async (option, file) => {
  const { run, path } = await workingCopy({ [file]: "MINE=1\n" });
  const refused = await run(option, file, "--json");
  expect(refused.exitCode).toBe(2);
  expect(envelope(refused).error).toMatchObject({ code: "USAGE", message: `${path(file)} is there already, and neotool did not make it` });
  expect(await readFile(path(file), "utf8")).toBe("MINE=1\n");
  await expect(stat(path(".neotool"))).rejects.toThrow("ENOENT");
});

test("the project's own config is exported: ports, images, pinned credentials", async () => {
  const { run, path } = await workingCopy({
    ...withKey,
    "neotool.config.ts": 'export default { postgres: { port: 15432, image: "registry.example/postgres:18.2" }, credentials: { "postgres.owner": "neotool" } };',
  });
  const exported = envelope<{ compose: string }>(await run("--dotenv", "shop.env", "--json"));
  expect(exported.data.compose).toContain("image: registry.example/postgres:18.2");
  expect(exported.data.compose).toContain("127.0.0.1:${NEOTOOL_PORT_POSTGRES_SQL:-15432}:5432");
  expect(parseEnv(await readFile(path("shop.env"), "utf8"))).toMatchObject({ NEOTOOL_SECRET_POSTGRES_OWNER: "neotool" });
});
