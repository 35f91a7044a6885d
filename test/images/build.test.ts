import { mkdir, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { buildRecipe, type BuildTools } from "../../dev/images/build.ts";
import { readRecipe, type NeededTool } from "../../dev/images/recipe.ts";
import { takeLock } from "../../dev/platform/file-lock.ts";
import { startTimeOf } from "../../dev/platform/process-identity.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeEngine, type FakeEngine } from "../support/fake-engine.ts";
import { makesImage, writeRecipe } from "../support/fake-recipe.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const IMAGE = "neotool.local/app:1";

interface Scene extends AsyncDisposable {
  readonly fake: FakeEngine;
  readonly folder: TempDir;
  readonly tools: BuildTools;
  readonly reports: string[];
  readonly asked: NeededTool[];
  build(signal?: AbortSignal): Promise<void>;
  log(): Promise<string>;
}

/** A recipe "app" with this script, and everything that building it needs. */
const scene = async (script: (fake: FakeEngine) => string, over: Partial<BuildTools> = {}): Promise<Scene> => {
  const fake = await fakeEngine();
  const folder = await tempDir();
  await writeRecipe(folder, "app", script(fake));
  const reports: string[] = [];
  const asked: NeededTool[] = [];
  const tools: BuildTools = {
    engine: fake.engine,
    clock: fakeClock(),
    cacheDirectory: folder.file("cache"),
    prepareTools: async (needed) => {
      asked.push(...needed);
      return ["/opt/newer-go/bin"];
    },
    ...over,
  };
  return {
    fake,
    folder,
    tools,
    reports,
    asked,
    build: async (signal = new AbortController().signal) => buildRecipe(await readRecipe("app", folder.path), tools, (text) => void reports.push(text), signal),
    log: () => readFile(folder.file("cache/logs/build-app.log"), "utf8"),
    [Symbol.asyncDispose]: async () => {
      await fake[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

test("a build makes its image, says where it is, and leaves everything that it said in a log", async () => {
  await using it = await scene((fake) => `echo '::step 1/2 downloading'; echo some noise >&2; echo '::step 2/2 compiling'; ${makesImage(fake, IMAGE)}`);
  await it.build();
  expect(it.fake.images.names()).toEqual([IMAGE]);
  expect(it.reports).toEqual(["building the stand-in app (about 1 min)", "building the stand-in app, step 1/2: downloading", "building the stand-in app, step 2/2: compiling"]);
  const { hash } = await readRecipe("app", it.folder.path);
  const [, head, ...lines] = (await it.log()).trimEnd().split("\n");
  expect(head).toBe(`== 2026-11-20T00:00:00.000Z app ${hash}`);
  expect(lines.sort()).toEqual(["::step 1/2 downloading", "::step 2/2 compiling", "some noise"]); // two streams: their order is nobody's promise
});

test("a build gets its tools first, and the engine and its own hash by the environment", async () => {
  await using it = await scene((fake) => `echo "$DOCKER_HOST $NEOTOOL_RECIPE_HASH"; echo "$PATH"; ${makesImage(fake, IMAGE)}`);
  await it.build();
  expect(it.asked).toEqual([{ name: "go", atLeast: "1.25" }]);
  const [, , environment, path] = (await it.log()).split("\n");
  expect(environment).toBe(`unix://${it.fake.socket} ${(await readRecipe("app", it.folder.path)).hash}`);
  expect(path?.startsWith("/opt/newer-go/bin:")).toBe(true);
});

test("an image that is there already is not built again", async () => {
  await using it = await scene(() => "exit 1");
  it.fake.images.keep({ id: "sha256:5", names: [IMAGE] });
  await it.build();
  expect(it.reports).toEqual([]);
});

test("a build that fails shows its last lines, and where the rest is", async () => {
  await using it = await scene(() => "for i in $(seq 30); do echo line $i; done; echo 'error: no space left' >&2; exit 7");
  const failure = await failureOf(it.build());
  expect(failure).toMatchObject({ code: "IMAGE_BUILD_FAILED", message: 'The stand-in "app" could not be built: "bash" failed with exit code 7', hint: expect.stringContaining(it.folder.file("cache/logs/build-app.log")) });
  expect(failure.evidence).toHaveLength(20);
  expect(failure.evidence).toEqual(expect.arrayContaining(["line 30", "error: no space left"]));
  expect(await it.log()).toContain("line 1\n");
});

test("a build that ends well without its image is a failure", async () => {
  await using it = await scene(() => "true");
  expect(await failureOf(it.build())).toMatchObject({ code: "IMAGE_BUILD_FAILED", message: `The recipe "app" ended well but left no image ${IMAGE}` });
});

test("a build waits for another process's, says for whom, and takes what that one has made", async () => {
  let wake = async () => {};
  const clock = { ...fakeClock(), sleep: () => wake() };
  await using it = await scene(() => "exit 1", { clock });
  const other = await takeLock(it.folder.file("cache/build.lock"), "building app");
  wake = async () => {
    it.fake.images.keep({ id: "sha256:5", names: [IMAGE] });
    if (other.held) await other.release();
  };
  await it.build();
  expect(it.reports).toEqual([`waiting for process ${process.pid}, which is building app`]);
});

test("the next build may begin after one that failed", async () => {
  await using it = await scene(() => "exit 1");
  await failureOf(it.build());
  expect(await takeLock(it.folder.file("cache/build.lock"), "test")).toMatchObject({ held: true });
});

test("an interrupted build ends with everything that it started", async () => {
  const interrupt = new AbortController();
  await using it = await scene(() => `sleep 600 & echo "::step 1/2 $!"; wait`);
  const building = buildRecipe(await readRecipe("app", it.folder.path), it.tools, (text) => {
    it.reports.push(text);
    if (text.includes("step 1/2")) interrupt.abort(new Error("Ctrl+C"));
  }, interrupt.signal);
  await expect(building).rejects.toThrow("Ctrl+C");
  const pid = Number(it.reports.at(-1)?.split(": ")[1]);
  await until("what the build started has ended", async () => (await startTimeOf(pid)) === undefined, 4_000);
});

test("a log that cannot be written does not fail the build", async () => {
  await using it = await scene((fake) => `echo hello; ${makesImage(fake, IMAGE)}`);
  await mkdir(it.folder.file("cache"));
  await writeFile(it.folder.file("cache/logs"), "in the way");
  await it.build();
  expect(it.fake.images.names()).toEqual([IMAGE]);
});
