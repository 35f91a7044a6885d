import { mkdir, symlink, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { findCopies, judgeCopies } from "../../dev/doctor/copies.ts";
import { judgeWorkingCopyDisk, workingCopyDiskCheck } from "../../dev/doctor/disk.ts";
import { judgeLeftovers } from "../../dev/doctor/leftovers.ts";
import { hardNofileIn, judgeLimits, kernelLimits, limitsCheck } from "../../dev/doctor/limits.ts";
import { clockCheck, engineCheck, judgeSkew, judgeStorage, storageCheck } from "../../dev/doctor/machine-checks.ts";
import { judgeLogsSize } from "../../dev/doctor/logs-size.ts";
import { judgeMemory } from "../../dev/doctor/memory.ts";
import { judgeNetworks, networkCapacity } from "../../dev/doctor/networks.ts";
import { fakeEngine } from "../support/fake-engine.ts";
import { tempDir } from "../support/temp-dir.ts";

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

test("an engine that is too old fails with the version that is needed", async () => {
  await using fake = await fakeEngine({ version: { Version: "19.03.15", ApiVersion: "1.40", Os: "linux", Arch: "amd64" } });
  expect(await engineCheck(fake.surroundings).run()).toEqual({ verdict: "fail", detail: "The engine is 19.03.15 (API 1.40); neotool needs API 1.41 or later", fix: "Upgrade Docker to 20.10 or later." });
});

test("the working copy's disk is judged by what credentials and builds need", async () => {
  expect(judgeWorkingCopyDisk(2 * GIB, "/w")).toEqual({ verdict: "pass", detail: "2.0 GiB free at /w" });
  expect(judgeWorkingCopyDisk(0.5 * GIB, "/w")).toMatchObject({ verdict: "warn", fix: expect.stringContaining("du -sh") });
  expect(judgeWorkingCopyDisk(50 * MIB, "/w")).toMatchObject({ verdict: "fail" });
  expect(await workingCopyDiskCheck("/w", async () => undefined).run()).toMatchObject({ verdict: "pass" });
});

test("logs are held against what a laptop has for them: Loki throws away by age only", async () => {
  expect(judgeLogsSize(undefined, 2, 7)).toEqual({ verdict: "pass", detail: "no logs are kept yet" });
  expect(judgeLogsSize(0.4e9, 2, 7)).toEqual({ verdict: "pass", detail: "Loki keeps 0.4 GB of logs, 7 days at most" });
  expect(judgeLogsSize(3.2e9, 2, 1)).toEqual({
    verdict: "warn",
    detail: "Loki keeps 3.2 GB of logs, 1 day at most: more than 2 GB, and it throws away by age only",
    fix: "See who writes so much (dashboard Logs), or lower loki.retentionDays in neotool.config.ts. To begin empty: neotool dev reset loki --yes",
  });
});

test("memory is held against what other instances use, which are named", () => {
  const others = [{ id: "shop-1", bytes: 900 * MIB }];
  expect(judgeMemory(4000 * MIB, 1856, others)).toEqual({ verdict: "pass", detail: "4000 MiB; the limits of this stack add up to 1856 MiB; other instances use 900 MiB (shop-1 900 MiB)" });
  expect(judgeMemory(2500 * MIB, 1856, others)).toMatchObject({ verdict: "warn", fix: expect.stringContaining("neotool dev ps") });
  expect(judgeMemory(1800 * MIB, 1856, [])).toMatchObject({ verdict: "warn", fix: expect.stringContaining("memoryMiB") });
});

test("the engine's own address pools decide how many networks fit", () => {
  expect(networkCapacity({})).toBe(30);
  expect(networkCapacity({ DefaultAddressPools: null })).toBe(30);
  expect(networkCapacity({ DefaultAddressPools: [{ Base: "10.10.0.0/16", Size: 24 }, { Base: "10.11.0.0/24", Size: 26 }] })).toBe(260);
  expect(judgeNetworks(200, 260)).toMatchObject({ verdict: "pass" });
  expect(judgeNetworks(217, 260)).toMatchObject({ verdict: "warn", fix: expect.stringContaining("neotool dev prune") });
});

test("clocks may differ by seconds, not by minutes", () => {
  expect(judgeSkew(-4_900)).toEqual({ verdict: "pass", detail: "4.9 s apart" });
  expect(judgeSkew(-20_000)).toMatchObject({ verdict: "warn", detail: "the engine's clock is 20 s behind this machine's" });
  expect(judgeSkew(3_600_000)).toMatchObject({ verdict: "fail", detail: "the engine's clock is 3600 s ahead of this machine's", fix: expect.stringContaining("sleeps") });
});

test("the engine's clock is read where it tells it", async () => {
  await using ahead = await fakeEngine({ info: { SystemTime: "2026-11-20T10:10:00.123456789Z" } });
  expect(await clockCheck(ahead.surroundings, () => new Date("2026-11-20T10:00:00Z")).run()).toMatchObject({ verdict: "fail", detail: expect.stringContaining("600 s ahead") });
  await using silent = await fakeEngine();
  expect(await clockCheck(silent.surroundings, () => new Date()).run()).toEqual({ verdict: "pass", detail: "the engine does not say" });
});

test("slow file systems are told apart, the working copy's first", async () => {
  const disk = { driver: "overlay2", operatingSystem: "Debian GNU/Linux 12", workingCopyType: 0xef53, hasJournal: true };
  expect(judgeStorage(disk)).toEqual({ verdict: "pass", detail: "overlay2" });
  expect(judgeStorage({ ...disk, workingCopyType: 0x01021997 })).toMatchObject({ verdict: "warn", detail: expect.stringContaining("9p (a Windows drive under WSL)"), fix: expect.stringContaining("/mnt/c") });
  expect(judgeStorage({ ...disk, driver: "vfs" })).toMatchObject({ verdict: "warn", fix: expect.stringContaining("overlay2") });
  expect(judgeStorage({ driver: "overlay2", operatingSystem: "Docker Desktop", workingCopyType: undefined, hasJournal: undefined })).toMatchObject({ verdict: "pass", detail: expect.stringContaining("virtual machine of Docker Desktop") });
  expect(judgeStorage({ ...disk, hasJournal: false })).toMatchObject({ verdict: "warn", detail: expect.stringContaining("ext4 without a journal"), fix: expect.stringContaining("tune2fs -O has_journal") });
  await using fake = await fakeEngine({ info: { Driver: "overlay2" } });
  expect(await storageCheck(fake.surroundings, "/w", { typeOf: async () => 0x6969, hasJournal: async () => undefined }).run()).toMatchObject({ verdict: "warn", detail: expect.stringContaining("NFS") });
});

test("limits of the kernel are judged where they bite", async () => {
  const enough = { watches: 524_288, watchers: 512, nofile: 1_048_576 };
  expect(judgeLimits(enough, true, 4096)).toEqual({ verdict: "pass", detail: "524288 file watches, 1048576 open files" });
  expect(judgeLimits({ ...enough, watches: 8192, watchers: 64 }, false, 0)).toMatchObject({ verdict: "warn", detail: expect.stringContaining("max_user_watches is 8192, fs.inotify.max_user_instances is 64"), fix: expect.stringContaining("sysctl") });
  expect(judgeLimits({ ...enough, nofile: 1024 }, true, 4096)).toMatchObject({ verdict: "fail", detail: expect.stringContaining("4096 open files, this user may have 1024") });
  expect(judgeLimits({ ...enough, nofile: 1024 }, false, 4096)).toMatchObject({ verdict: "pass" }); // an engine of root gives more
  expect(judgeLimits({ watches: undefined, watchers: undefined, nofile: undefined }, false, 4096)).toMatchObject({ verdict: "pass", detail: expect.stringContaining("no Linux") });
  await using rootless = await fakeEngine({ info: { SecurityOptions: ["name=seccomp,profile=default", "name=rootless"] } });
  expect(await limitsCheck(rootless.surroundings, 4096, async () => ({ ...enough, nofile: 100 })).run()).toMatchObject({ verdict: "fail" });
});

test("the kernel's limits are read from where it keeps them", async () => {
  expect(hardNofileIn("Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 524288               files\n")).toBe(524_288);
  expect(hardNofileIn("Max open files            unlimited            unlimited            files")).toBeUndefined();
  expect((await kernelLimits()).watches).toBeGreaterThan(0);
});

test("leftovers of deleted working copies are listed, and only prune removes them", () => {
  expect(judgeLeftovers([])).toMatchObject({ verdict: "pass" });
  const result = judgeLeftovers([{ id: "old-1", reason: "its working copy /gone is gone", containers: 5, volumes: 1 }]);
  expect(result).toMatchObject({ verdict: "warn", detail: "old-1: 5 containers, 1 volume, but its working copy /gone is gone", fix: expect.stringContaining("neotool dev prune") });
  expect(result).not.toHaveProperty("mend");
});

test("another version of neotool on this machine is a warning; the same one is none", () => {
  const running = { root: "/checkout", version: "0.1.0" };
  expect(judgeCopies(running, [running])).toEqual({ verdict: "pass", detail: "0.1.0 at /checkout" });
  expect(judgeCopies(running, [{ root: "/global", version: "0.1.0" }])).toMatchObject({ verdict: "pass", detail: expect.stringContaining("the same version at /global") });
  expect(judgeCopies(running, [{ root: "/global", version: "0.0.9" }])).toMatchObject({ verdict: "warn", detail: "this is 0.1.0 at /checkout; there is also 0.0.9 at /global" });
});

test("copies are found on PATH, through links, and among the working copy's dependencies; other programs of the name are not ours", async () => {
  await using directory = await tempDir();
  const make = async (root: string, name: string, version: string) => {
    await mkdir(directory.file(`${root}/bin`), { recursive: true });
    await writeFile(directory.file(`${root}/package.json`), JSON.stringify({ name, version }));
    await writeFile(directory.file(`${root}/bin/neotool.js`), "");
  };
  await make("global", "neotool", "0.0.9");
  await make("copy/node_modules/neotool", "neotool", "0.0.8");
  await make("stranger", "other", "1.0.0");
  for (const name of ["global", "stranger"]) {
    await mkdir(directory.file(`path-${name}`));
    await symlink(directory.file(`${name}/bin/neotool.js`), directory.file(`path-${name}/neotool`));
  }
  const path = ["path-global", "path-stranger", "nowhere"].map(directory.file).join(":");
  expect((await findCopies(path, directory.file("copy"))).map(({ version }) => version)).toEqual(["0.0.9", "0.0.8"]);
});
