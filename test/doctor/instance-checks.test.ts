import { chmod, mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { imagesCheck } from "../../dev/doctor/images.ts";
import { permissionsCheck, portsCheck } from "../../dev/doctor/instance-checks.ts";
import { instanceDirectory } from "../../dev/instance/directory.ts";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import type { FakeImage } from "../support/fake-engine-images.ts";
import { idOf } from "../support/images.ts";
import { nodeProcess } from "../support/node-process.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";

const TODAY = "2026-11-20";

const judgeImages = async (references: readonly string[], images: readonly FakeImage[], today = TODAY) => {
  await using fake = await fakeEngine({ images });
  return await imagesCheck(fake.surroundings, references, today).run();
};

const postgres: FakeImage = { id: idOf("a"), names: ["postgres:18.1"] };
const vaultStandIn: FakeImage = { id: idOf("b"), names: ["neotool.local/hashicorp/vault:1.21.1"], labels: { "dev.neotool.image.stand-in-for": "hashicorp/vault:1.21.1" } };
const MINIO = "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z";

test("images that are all there are well, and stand-ins are counted", async () => {
  expect(await judgeImages(["postgres:18.1"], [postgres])).toEqual({ verdict: "pass", detail: "all official" });
  expect(await judgeImages(["postgres:18.1", "hashicorp/vault:1.21.1"], [postgres, vaultStandIn])).toEqual({ verdict: "pass", detail: "1 of 2 are stand-ins" });
});

test("missing images are a warning: up gets them", async () => {
  expect(await judgeImages(["postgres:18.1", "apache/kafka:3.7.0"], [postgres])).toMatchObject({ verdict: "warn", detail: "not in the engine: apache/kafka:3.7.0", fix: expect.stringContaining("neotool dev up") });
});

test("an image that nobody maintains any more is a warning from that day on, with what is known of it", async () => {
  const minio: FakeImage = { id: idOf("c"), names: [MINIO] };
  expect(await judgeImages([MINIO], [minio])).toMatchObject({ verdict: "warn", detail: `${MINIO} is not maintained since 2026-02-12`, fix: expect.stringContaining("mirror this one") });
  expect(await judgeImages([MINIO], [minio], "2026-02-12")).toMatchObject({ verdict: "pass" });
});

test("ports that are free, or taken by this instance itself, are well", async () => {
  await using holder = nodeProcess(`import { createServer } from "node:net"; const s = createServer().listen(0, "127.0.0.1", () => console.log(s.address().port));`);
  const ours = Number(await holder.line());
  const free = await ephemeralPort();
  const check = portsCheck([{ key: "postgres.sql", port: ours }, { key: "vault.api", port: free }], new Set([ours]), async () => "nobody is asked");
  expect(await check.run()).toEqual({ verdict: "pass", detail: `${ours}, ${free} are free or ours` });
});

test("a taken port is a warning that names its holder, or says that it cannot be seen", async () => {
  await using holder = nodeProcess(`import { createServer } from "node:net"; const s = createServer().listen(0, "127.0.0.1", () => console.log(s.address().port));`);
  const port = Number(await holder.line());
  const judge = (name: string | undefined) => portsCheck([{ key: "postgres.sql", port }], new Set(), async () => name).run();
  expect(await judge("process 812 (postgres)")).toMatchObject({ verdict: "warn", detail: `${port} (postgres.sql) is taken by process 812 (postgres)`, fix: expect.stringContaining("--strict-ports") });
  expect(await judge(undefined)).toMatchObject({ detail: expect.stringContaining("a process that this user may not see") });
});

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

const secretsIn = async (directory: TempDir, modes: Readonly<Record<string, number>>) => {
  await mkdir(directory.file(".neotool/jwt"), { recursive: true });
  for (const [file, mode] of Object.entries(modes)) {
    await writeFile(directory.file(`.neotool/${file}`), "secret");
    await chmod(directory.file(`.neotool/${file}`), mode);
  }
  return permissionsCheck(instanceDirectory(directory.path));
};

test("secrets that only their owner may read are well, and so is an instance that has none", async () => {
  await using directory = await tempDir();
  expect(await permissionsCheck(instanceDirectory(directory.path)).run()).toMatchObject({ verdict: "pass" });
  const check = await secretsIn(directory, { "credentials.json": 0o600, "jwt/default.private.pem": 0o400, "state.json": 0o644 });
  expect(await check.run()).toEqual({ verdict: "pass", detail: directory.file(".neotool") });
});

test("a secret that others may read fails, and is mended without touching what it says", async () => {
  await using directory = await tempDir();
  const check = await secretsIn(directory, { "credentials.json": 0o644, "jwt/default.private.pem": 0o640, "jwt/index.json": 0o600 });
  const result = await check.run();
  const [credentials, key] = [directory.file(".neotool/credentials.json"), directory.file(".neotool/jwt/default.private.pem")];
  expect(result).toMatchObject({ verdict: "fail", detail: `others may read ${credentials}, ${key}`, fix: `chmod 600 ${credentials} ${key}` });
  expect(result.verdict === "pass" ? "" : await result.mend?.()).toBe("2 files are private again");
  expect([await modeOf(credentials), await modeOf(key)]).toEqual([0o600, 0o600]);
  expect(await check.run()).toMatchObject({ verdict: "pass" });
});

test("one file is mended in the singular", async () => {
  await using directory = await tempDir();
  const result = await (await secretsIn(directory, { "credentials.json": 0o604 })).run();
  expect(result.verdict === "pass" ? "" : await result.mend?.()).toBe("1 file is private again");
});

test("a link that leads nowhere is no secret that others could read", async () => {
  await using directory = await tempDir();
  const check = await secretsIn(directory, {});
  await symlink(directory.file("gone"), directory.file(".neotool/credentials.json"));
  expect(await check.run()).toMatchObject({ verdict: "pass" });
});
