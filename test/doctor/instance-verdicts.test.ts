import { mkdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { imagesCheck, judgeImages, type ImageSubject } from "../../dev/doctor/images.ts";
import { portsCheck } from "../../dev/doctor/instance-checks.ts";
import { stateCheck } from "../../dev/doctor/state-check.ts";
import { volumesCheck, type CredentialsSubject, type VolumeSubject } from "../../dev/doctor/volumes.ts";
import type { LockedImage } from "../../dev/images/lock.ts";
import { instanceDirectory } from "../../dev/instance/directory.ts";
import { writeState, EMPTY_STATE } from "../../dev/instance/state.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { idOf } from "../support/images.ts";
import { nodeProcess } from "../support/node-process.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";

const AMD = "linux/amd64";
const TODAY = "2026-11-20";

const locked = (reference: string, over: Partial<LockedImage> = {}): LockedImage => ({ reference, platforms: [AMD, "linux/arm64"], digest: null, sources: [reference], standIn: null, endOfLife: null, notes: [], ...over });
const there = (reference: string, platform: string | undefined = AMD, over: Partial<LockedImage> = {}): ImageSubject => ({ locked: locked(reference, over), platform, found: { reference, id: idOf("a"), sizeBytes: 1, standInFor: null, softwareVersion: null } });

test("an image of another platform runs emulated, and that is said", () => {
  expect(judgeImages([there("a:1"), there("b:1", "linux/arm64")], AMD, TODAY)).toMatchObject({ verdict: "warn", detail: "b:1 is for linux/arm64; the engine is linux/amd64: it runs emulated, many times slower, or not at all" });
  expect(judgeImages([there("a:1"), { ...there("b:1"), platform: undefined }], AMD, TODAY)).toMatchObject({ verdict: "pass" });
});

test("an image that is not made for this platform is told before anybody pulls it", () => {
  expect(judgeImages([{ locked: locked("a:1", { platforms: ["linux/arm64"] }), found: undefined, platform: undefined }], AMD, TODAY)).toMatchObject({ verdict: "warn", detail: "not made for linux/amd64: a:1", fix: expect.stringContaining("stand-ins") });
});

test("a missing image whose project has ended says so at once", () => {
  const dead = { locked: locked("m:1", { endOfLife: "2026-02-12", notes: ["The repository was deleted."] }), found: undefined, platform: undefined };
  expect(judgeImages([dead], AMD, TODAY)).toMatchObject({ verdict: "warn", detail: "not in the engine: m:1", fix: expect.stringMatching(/neotool dev images check.*The repository was deleted\./) });
});

test("the platform is what the engine says of the image", async () => {
  await using fake = await fakeEngine({
    overrides: { "GET /images/postgres:18.1/json": ({ answer }) => answer(200, { Id: idOf("a"), Size: 1, Os: "linux", Architecture: "arm64", Config: { Labels: null } }) },
  });
  expect(await imagesCheck(fake.surroundings, ["postgres:18.1"], TODAY).run()).toMatchObject({ verdict: "warn", detail: expect.stringContaining("postgres:18.1 is for linux/arm64") });
});

test("a port that is taken on IPv6 only is told, because localhost may mean that", async () => {
  await using holder = nodeProcess(`import { createServer } from "node:net"; const s = createServer().listen({ port: 0, host: "::1", ipv6Only: true }, () => console.log(s.address().port));`);
  const port = Number(await holder.line());
  expect(await portsCheck([{ key: "postgres.sql", port }], new Set(), async () => "process 812 (postgres)").run()).toMatchObject({ verdict: "warn", detail: `${port} (postgres.sql) is taken on IPv6 only by process 812 (postgres)` });
});

const CREDENTIALS: CredentialsSubject = { servicesWithData: ["postgres"], kept: true, repinned: [] };
const postgresData = (files: Readonly<Record<string, string>> | undefined): VolumeSubject => ({
  service: "postgres",
  volume: "postgres-data",
  checks: [{ asked: "before-start", kind: "postgres-major", volume: "postgres-data", major: 18 }],
  read: files && (async (path) => files[path]),
});
const judge = (volumes: readonly VolumeSubject[], credentials = CREDENTIALS) => volumesCheck(async () => ({ volumes, credentials })).run();

test("data that fit what runs on them are well, and none are, too", async () => {
  expect(await judge([postgresData({ "/var/lib/postgresql/18/docker/PG_VERSION": "18\n" })])).toEqual({ verdict: "pass", detail: "1 fit what runs on them" });
  expect(await judge([], { servicesWithData: [], kept: false, repinned: [] })).toEqual({ verdict: "pass", detail: "none yet" });
});

test("data of another Postgres, and of another Kafka cluster, fail before a server crashes on them", async () => {
  const kafka: VolumeSubject = { service: "kafka", volume: "kafka-data", checks: [{ asked: "before-start", kind: "kafka-cluster-id", volume: "kafka-data", logDir: "/data", clusterId: "mine" }], read: async () => "cluster.id=theirs\n" };
  const result = await judge([postgresData({ "/var/lib/postgresql/data/PG_VERSION": "16" }), kafka]);
  expect(result).toMatchObject({ verdict: "fail", fix: expect.stringContaining("--old-data upgrade") });
  expect(result.detail).toMatch(/holds data of Postgres 16; this stack runs Postgres 18; .*belongs to the Kafka cluster theirs; this instance is mine/);
});

test("a volume that nobody can look into now is left to up, and that is said", async () => {
  expect(await judge([postgresData(undefined)])).toMatchObject({ verdict: "pass", detail: expect.stringContaining("postgres-data cannot be looked into now: neotool dev up does") });
});

test("data whose credentials are gone, or were changed in the config, are a warning", async () => {
  const fits = postgresData({ "/var/lib/postgresql/18/docker/PG_VERSION": "18" });
  expect(await judge([fits], { ...CREDENTIALS, kept: false })).toMatchObject({ verdict: "warn", detail: expect.stringContaining("the data of postgres are from before, but this instance's credentials are gone") });
  expect(await judge([fits], { ...CREDENTIALS, repinned: ["postgres.owner", "vault.root"] })).toMatchObject({ verdict: "warn", detail: "the config pins other credentials than the data were made with: postgres.owner" });
});

const instance = async (directory: TempDir) => {
  await mkdir(directory.file(".neotool"), { recursive: true });
  return instanceDirectory(directory.path);
};

test("a readable state is well, and so is none", async () => {
  await using directory = await tempDir();
  const files = await instance(directory);
  expect(await stateCheck(files).run()).toEqual({ verdict: "pass", detail: "none yet" });
  await writeState(files.state, EMPTY_STATE);
  expect(await stateCheck(files).run()).toEqual({ verdict: "pass", detail: "readable" });
});

test("a damaged state is a warning, is left where it is by a look, and is put aside when asked to mend", async () => {
  await using directory = await tempDir();
  const files = await instance(directory);
  await writeFile(files.state, '{"schemaVersion": 1, "po');
  const result = await stateCheck(files).run();
  expect(result).toMatchObject({ verdict: "warn", detail: expect.stringContaining("is damaged"), fix: expect.stringContaining(".unreadable") });
  expect(await readFile(files.state, "utf8")).toContain("po");
  expect(result.verdict === "pass" ? "" : await result.mend?.()).toBe("the damaged state was put aside");
  expect(await stateCheck(files).run()).toMatchObject({ verdict: "pass" });
});

test("damaged credentials fail and are never touched", async () => {
  await using directory = await tempDir();
  const files = await instance(directory);
  await writeFile(files.credentials, "not json");
  const result = await stateCheck(files).run();
  expect(result).toMatchObject({ verdict: "fail", detail: expect.stringContaining("cannot be read as credentials: it is not JSON") });
  expect(result).not.toHaveProperty("mend");
});
