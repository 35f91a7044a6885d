import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createImageFinder, type ImagePolicy } from "../../dev/images/ladder.ts";
import { lockedImage } from "../../dev/images/lock.ts";
import type { Clock } from "../../dev/platform/clock.ts";
import { createJobQueue } from "../../dev/platform/queue.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeEngine, type FakeEngine } from "../support/fake-engine.ts";
import type { FakeImage } from "../support/fake-engine-images.ts";
import { makesImage, writeRecipe } from "../support/fake-recipe.ts";
import { fakeRegistry } from "../support/fake-registry.ts";
import { failureOf } from "../support/failure.ts";
import { idOf } from "../support/images.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";

/** An image of the real lock: several sources, a stand-in. */
const BUSYBOX = "busybox:1.37";
const SOURCES = lockedImage(BUSYBOX).sources;
const [FIRST = "", LAST = ""] = [SOURCES[0], SOURCES.at(-1)];
const STAND_IN = "neotool.local/busybox:1.37";

let folder: TempDir;
beforeEach(async () => {
  folder = await tempDir();
  vi.stubEnv("DOCKER_CONFIG", folder.path); // nobody's own logins
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await folder[Symbol.asyncDispose]();
});

const signal = new AbortController().signal;
const WILLING: ImagePolicy = { offline: false, bundle: undefined, standIns: true };

/** A finder that asks no registry, and builds from recipes of the test's own. */
const finder = (fake: FakeEngine, policy: Partial<ImagePolicy>, clock: Clock = fakeClock()) =>
  createImageFinder(
    { ...WILLING, ...policy },
    { engine: fake.engine, clock, cacheDirectory: folder.file("cache"), recipes: folder.path, prepareTools: async () => [] },
    createJobQueue(),
    async (source) => ({ source, verdict: "gone", detail: "HTTP 404" }),
  );

const find = async (fake: FakeEngine, policy: Partial<ImagePolicy> = {}, reference = BUSYBOX) => finder(fake, policy).find(reference, () => {}, signal);

const bundleWith = async (image: FakeImage): Promise<string> => {
  const content = JSON.stringify([image]);
  const images = image.names.map((reference) => ({ reference, id: image.id, kind: "official", platform: "linux/amd64" }));
  const archive = { file: "images.tar", format: "docker-archive", sha256: createHash("sha256").update(content).digest("hex"), images };
  await writeFile(folder.file("images.tar"), content);
  await writeFile(folder.file("index.json"), JSON.stringify({ schemaVersion: 1, archives: [archive] }));
  return folder.path;
};

const pullsOf = ({ calls }: FakeEngine) => calls.filter((call) => call === "POST /images/create").length;

test("what the engine has is taken, and nothing else is asked", async () => {
  await using fake = await fakeEngine({ images: [{ id: idOf("a"), names: [BUSYBOX] }] });
  expect(await find(fake, { bundle: folder.file("no-bundle") })).toMatchObject({ id: idOf("a"), reference: BUSYBOX });
  expect(pullsOf(fake)).toBe(0);
});

test("a registry comes before the bundle, and a later source before it, too", async () => {
  const bundle = await bundleWith({ id: idOf("b"), names: [BUSYBOX] });
  await using fake = await fakeEngine({ pullable: { [LAST]: { id: idOf("a"), names: [LAST] } } });
  expect(await find(fake, { bundle })).toMatchObject({ id: idOf("a"), reference: LAST });
  expect(pullsOf(fake)).toBe(SOURCES.length);
});

test("the bundle comes before a stand-in that would have to be built", async () => {
  await using fake = await fakeEngine();
  await writeRecipe(folder, "busybox", "exit 1", { produces: STAND_IN });
  expect(await find(fake, { bundle: await bundleWith({ id: idOf("b"), names: [BUSYBOX] }) })).toMatchObject({ id: idOf("b"), standInFor: null });
});

test("a stand-in is built where nothing else is left and there is consent, and is shown as one", async () => {
  await using fake = await fakeEngine();
  await writeRecipe(folder, "busybox", makesImage(fake, STAND_IN), { produces: STAND_IN });
  expect(await find(fake)).toMatchObject({ reference: STAND_IN, standInFor: BUSYBOX });
});

test("a stand-in is built after what it is based on", async () => {
  await using fake = await fakeEngine();
  await writeRecipe(folder, "base", makesImage(fake, "neotool.local/base:1"), { produces: "neotool.local/base:1" });
  await writeRecipe(folder, "busybox", makesImage(fake, STAND_IN), { produces: STAND_IN, needs: ["base"] });
  await find(fake);
  expect(fake.images.names()).toEqual(["neotool.local/base:1", STAND_IN]);
});

test("without consent nothing is built, and the error tells what each rung answered and what to do", async () => {
  await using fake = await fakeEngine();
  await writeRecipe(folder, "busybox", makesImage(fake, STAND_IN), { produces: STAND_IN });
  const failure = await failureOf(find(fake, { standIns: false }));
  expect(failure).toMatchObject({ code: "IMAGE_UNAVAILABLE", message: `The image ${BUSYBOX} is not to be had` });
  expect(failure.evidence).toEqual([
    ...SOURCES.map((source) => `${source}: gone: the repository or tag does not exist (or is private) (HTTP 404)`),
    "bundle: none (NEOTOOL_IMAGE_BUNDLE is not set)",
    "stand-in: not built without your consent (--setup)",
    "known platforms: linux/amd64, linux/arm64",
  ]);
  expect(failure.hint.split("\n")).toEqual([expect.stringContaining("neotool dev up --setup"), expect.stringContaining("--allow-missing"), expect.stringContaining("NEOTOOL_IMAGE_BUNDLE")]);
  expect(fake.images.names()).toEqual([]);
});

test("offline, no connection is opened beyond this machine: no pull, no question, no build", async () => {
  await using registry = await fakeRegistry({ app: { status: 200 } });
  await using fake = await fakeEngine({ pullable: { [`${registry.host}/app:1`]: { id: idOf("a"), names: ["app:1"] }, [FIRST]: { id: idOf("a"), names: [BUSYBOX] } } });
  await writeRecipe(folder, "busybox", makesImage(fake, STAND_IN), { produces: STAND_IN });
  const failures = [await failureOf(find(fake, { offline: true })), await failureOf(find(fake, { offline: true }, `${registry.host}/app:1`))];
  expect(failures.map(({ evidence }) => evidence.slice(0, 3))).toEqual([
    ["registries: not asked (--offline)", "bundle: none (NEOTOOL_IMAGE_BUNDLE is not set)", "stand-in: not built (--offline; its packages come from registries)"],
    ["registries: not asked (--offline)", "bundle: none (NEOTOOL_IMAGE_BUNDLE is not set)", "stand-in: there is no recipe for it"],
  ]);
  expect(failures[0]?.hint).toContain("while there is a network");
  expect(registry.requests).toEqual([]);
  expect(fake.calls.filter((call) => !/^GET \/images\/.+\/json$/.test(call))).toEqual([]);
});

test("offline, a bundle is used all the same", async () => {
  await using fake = await fakeEngine();
  expect(await find(fake, { offline: true, bundle: await bundleWith({ id: idOf("b"), names: [BUSYBOX] }) })).toMatchObject({ id: idOf("b") });
});

test("a bundle without the image is one more reason, a broken one a failure of its own", async () => {
  await using fake = await fakeEngine();
  const bundle = await bundleWith({ id: idOf("b"), names: ["other:1"] });
  expect((await failureOf(find(fake, { bundle, standIns: false }))).evidence).toContain(`bundle: not in ${bundle} for linux/amd64`);
  await writeFile(folder.file("index.json"), "{ broken");
  expect(await failureOf(find(fake, { bundle }))).toMatchObject({ code: "BUNDLE_INVALID" });
});

test("a project's own image without a recipe is not promised one", async () => {
  await using fake = await fakeEngine();
  const failure = await failureOf(find(fake, { standIns: false }, "registry.example.com/team/app:1"));
  expect(failure.evidence).toContain("stand-in: there is no recipe for it");
  expect(failure.hint).not.toContain("--setup");
});

const MINUTE = 60_000;

/** The same machine in later runs: its clock goes on, its cache stays. */
const laterRuns = (fake: FakeEngine) => {
  const clock = fakeClock();
  const run = (policy: Partial<ImagePolicy>) => finder(fake, { standIns: false, ...policy }, clock).find(BUSYBOX, () => {}, signal);
  return { run, wait: (minutes: number) => clock.sleep(minutes * MINUTE, signal) };
};

test("who can do without an image waits for the registries once, is told when that was, and how to ask again", async () => {
  await using fake = await fakeEngine();
  const { run, wait } = laterRuns(fake);
  const first = await failureOf(run({ missing: "recalled" }));
  expect(first.message).toBe(`The image ${BUSYBOX} is not to be had`);
  const asked = pullsOf(fake);
  await wait(3);
  const second = await failureOf(run({ missing: "recalled" }));
  expect(second.message).toBe(`The image ${BUSYBOX} is not to be had (the registries were asked 3 min ago; \`neotool dev images pull\` asks again)`);
  expect(second.evidence).toEqual(first.evidence);
  expect(pullsOf(fake)).toBe(asked);
});

test("registries are asked again after ten minutes, and at once by who needs the image", async () => {
  await using fake = await fakeEngine();
  const { run, wait } = laterRuns(fake);
  await failureOf(run({}));
  const once = pullsOf(fake);
  await failureOf(run({}));
  expect(pullsOf(fake)).toBe(2 * once);
  await wait(10);
  expect((await failureOf(run({ missing: "recalled" }))).message).toBe(`The image ${BUSYBOX} is not to be had`);
  expect(pullsOf(fake)).toBe(3 * once);
});

test("what the registries said hides no image that has come into the engine or the bundle since", async () => {
  await using fake = await fakeEngine();
  const { run } = laterRuns(fake);
  await failureOf(run({}));
  expect(await run({ missing: "recalled", bundle: await bundleWith({ id: idOf("b"), names: [BUSYBOX] }) })).toMatchObject({ id: idOf("b") });
  expect(await run({ missing: "recalled" })).toMatchObject({ id: idOf("b") });
});
