import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { zstdCompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { readBundleIndex, type BundleArchive } from "../../dev/images/bundle-index.ts";
import { loadArchive } from "../../dev/images/bundle-load.ts";
import { saveBundle } from "../../dev/images/bundle-save.ts";
import { presentImage } from "../../dev/images/present.ts";
import { bundleRung } from "../../dev/images/rung-bundle.ts";
import { reportError } from "../../dev/errors/format.ts";
import { fakeEngine, type FakeEngine, type Overrides } from "../support/fake-engine.ts";
import type { FakeImage } from "../support/fake-engine-images.ts";
import { failureOf } from "../support/failure.ts";
import { idOf, locked } from "../support/images.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";

const signal = new AbortController().signal;
const silent = () => {};

const app: FakeImage = { id: idOf("a"), names: ["app:1"] };
const standIn: FakeImage = { id: idOf("5"), names: ["neotool.local/b:1"], labels: { "dev.neotool.image.stand-in-for": "b:1", "dev.neotool.image.software-version": "1.0.6" } };

/** An archive of the fake engine's, written into a bundle. */
const archive = async (directory: TempDir, content: readonly FakeImage[], promised: BundleArchive["images"], format: BundleArchive["format"] = "docker-archive"): Promise<BundleArchive> => {
  const bytes = Buffer.from(JSON.stringify(content));
  const packed = format === "docker-archive" ? bytes : zstdCompressSync(bytes);
  await writeFile(directory.file("images.tar"), packed);
  return { file: "images.tar", format, sha256: createHash("sha256").update(packed).digest("hex"), images: promised };
};

const promise = (reference: string, id: string): BundleArchive["images"][number] => ({ reference, id, kind: "official", platform: "linux/amd64" });
const load = (fake: FakeEngine, directory: TempDir, what: BundleArchive) => loadArchive(fake.engine, directory.path, what, silent, signal);

test("what one engine saves, another one has after loading, stand-ins as stand-ins", async () => {
  await using directory = await tempDir();
  await using here = await fakeEngine({ images: [app, standIn] });
  await using there = await fakeEngine();
  const images = [await presentImage(here.socket, locked()), await presentImage(here.socket, locked({ reference: "b:1", sources: [], standIn: { reference: "neotool.local/b:1", recipe: "b" } }))];
  const reports: string[] = [];
  const index = await saveBundle(here.engine, directory.file("new/bundle"), images.flatMap((image) => image ?? []), (text) => reports.push(text), signal);
  expect(index.archives[0]?.images).toEqual([
    { reference: "app:1", kind: "official", id: app.id, platform: "linux/amd64" },
    { reference: "neotool.local/b:1", standInFor: "b:1", kind: "other-version", softwareVersion: "1.0.6", id: standIn.id, platform: "linux/amd64" },
  ]);
  expect(await readBundleIndex(directory.file("new/bundle"))).toEqual(index);
  expect((await readdir(directory.file("new/bundle"))).sort()).toEqual(["images-linux-amd64.tar.zst", "index.json"]);
  expect((await stat(directory.file("new/bundle/index.json"))).mode & 0o777).toBe(0o644);
  expect(reports.at(-1)).toMatch(/^written \d/);
  for (const one of index.archives) await loadArchive(there.engine, directory.file("new/bundle"), one, silent, signal);
  expect(there.images.names()).toEqual(["app:1", "neotool.local/b:1"]);
});

test("an archive is loaded packed or not, and says how far it is", async () => {
  for (const format of ["docker-archive", "docker-archive+zstd"] as const) {
    await using directory = await tempDir();
    await using fake = await fakeEngine();
    const reports: string[] = [];
    const what = await archive(directory, [app], [promise("app:1", app.id)], format);
    await loadArchive(fake.engine, directory.path, what, (text) => reports.push(text), signal);
    expect(fake.images.names()).toEqual(["app:1"]);
    expect(reports).toContainEqual(expect.stringMatching(/^checking \S+ MB of \S+ MB$/));
    expect(reports).toContainEqual(expect.stringMatching(/^loading \S+ MB of \S+ MB$/));
  }
});

test("a changed archive does not reach the engine", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine();
  const what = await archive(directory, [app], [promise("app:1", app.id)]);
  await writeFile(directory.file("images.tar"), "changed on the way");
  expect(await failureOf(load(fake, directory, what))).toMatchObject({ code: "BUNDLE_INVALID", message: expect.stringContaining("the SHA-256 differs") });
  expect(fake.calls).toEqual([]);
});

test("an archive that is not there is named", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine();
  const what = await archive(directory, [app], []);
  expect(await failureOf(load(fake, directory, { ...what, file: "gone.tar" }))).toMatchObject({ code: "BUNDLE_INVALID", message: `The bundle's index names gone.tar, which is not in ${directory.path}` });
});

test("an archive in another format than promised is the bundle's fault, not the engine's", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine();
  const what = await archive(directory, [app], [promise("app:1", app.id)]);
  expect(await failureOf(load(fake, directory, { ...what, format: "docker-archive+zstd" }))).toMatchObject({ code: "BUNDLE_INVALID", message: expect.stringContaining("cannot be read as the docker-archive+zstd") });
});

test("an image that the index promises and the archive does not hold is told with what was there instead", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine();
  const what = await archive(directory, [app], [promise("app:1", idOf("f")), promise("app:2", idOf("b"))]);
  expect(await failureOf(load(fake, directory, what))).toMatchObject({ code: "BUNDLE_INVALID", message: "images.tar was loaded, but the engine has another image named app:1", evidence: [`promised ${idOf("f")}`, `loaded   ${idOf("a")}`] });
  expect(await failureOf(load(fake, directory, { ...what, images: what.images.slice(1) }))).toMatchObject({ message: "images.tar was loaded, but the engine has no image named app:2", evidence: [`promised ${idOf("b")}`, "loaded   nothing"] });
});

test("an engine that gives images other ids (containerd's store) is believed by name", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine({ info: { DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] } });
  await load(fake, directory, await archive(directory, [app], [promise("app:1", idOf("f"))]));
  expect(await failureOf(load(fake, directory, await archive(directory, [app], [promise("app:2", idOf("f"))])))).toMatchObject({ code: "BUNDLE_INVALID" });
  await using classic = await fakeEngine({ info: { DriverStatus: [["Backing Filesystem", "extfs"], ["driver-type", "another"]] } });
  expect(await failureOf(load(classic, directory, await archive(directory, [app], [promise("app:1", idOf("f"))])))).toMatchObject({ code: "BUNDLE_INVALID" });
});

test.each<[string, Overrides[string]]>([
  ["at once", ({ answer }) => answer(500, { message: "no space left on device" })],
  ["in the middle", ({ response }) => void response.end('{"status":"Loading layer"}\n{"errorDetail":{"message":"no space left on device"}}')],
])("an engine that fails %s is told with its own words, and not as a bad bundle", async (_when, answer) => {
  await using directory = await tempDir();
  await using fake = await fakeEngine({ overrides: { "POST /images/load": answer } });
  const failure = await failureOf(load(fake, directory, await archive(directory, [app], [promise("app:1", app.id)])));
  expect(failure).toMatchObject({ code: "ENGINE_FAILED", message: "The engine could not load images.tar" });
  expect(reportError(failure).cause).toContain("no space left on device");
});

test("an interruption ends a load, also one that the engine does not go on with", async () => {
  await using directory = await tempDir();
  const interrupt = new AbortController();
  await using fake = await fakeEngine({ overrides: { "POST /images/load": () => interrupt.abort(new Error("Ctrl+C")) } });
  const what = await archive(directory, [app], [promise("app:1", app.id)]);
  await expect(loadArchive(fake.engine, directory.path, what, silent, interrupt.signal)).rejects.toThrow("Ctrl+C");
});

test("images that ask for the same archive at once load it once", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine();
  const other: FakeImage = { id: idOf("b"), names: ["other:1"] };
  const what = await archive(directory, [app, other], [promise("app:1", app.id), promise("other:1", other.id)]);
  await writeFile(directory.file("index.json"), JSON.stringify({ schemaVersion: 1, archives: [what] }));
  const rung = bundleRung(directory.path, fake.engine);
  const found = await Promise.all(["app:1", "other:1"].map((reference) => rung(locked({ reference, sources: [], standIn: null }), silent, signal)));
  expect(found).toMatchObject([{ id: app.id }, { id: other.id }]);
  expect(fake.calls.filter((call) => call === "POST /images/load")).toHaveLength(1);
  expect(await rung(locked({ reference: "third:1", sources: [], standIn: null }), silent, signal)).toEqual([`bundle: not in ${directory.path} for linux/amd64`]);
});

const saved = async (fake: FakeEngine, directory: string, at = signal) => saveBundle(fake.engine, directory, [{ reference: "app:1", id: app.id, sizeBytes: 1, standInFor: null, softwareVersion: null }], silent, at);

test("a save that fails leaves an older bundle as it was", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine({ images: [app] });
  await saved(fake, directory.path);
  const before = await readFile(directory.file("index.json"), "utf8");
  await using broken = await fakeEngine({ overrides: { "GET /images/get": ({ response }) => response.writeHead(200, { "content-length": "9" }).write("half", () => response.destroy()) } });
  expect(await failureOf(saved(broken, directory.path))).toMatchObject({ code: "ENGINE_FAILED", message: "The engine stopped in the middle of an export" });
  expect(await readFile(directory.file("index.json"), "utf8")).toBe(before);
  expect((await readdir(directory.path)).sort()).toEqual(["images-linux-amd64.tar.zst", "index.json"]);
  await using there = await fakeEngine();
  for (const one of (await readBundleIndex(directory.path)).archives) await load(there, directory, one);
});

test("an interrupted save leaves no bundle rather than half of one", async () => {
  await using directory = await tempDir();
  const interrupt = new AbortController();
  await using fake = await fakeEngine({ overrides: { "GET /images/get": ({ response }) => response.writeHead(200).write("half", () => interrupt.abort(new Error("Ctrl+C"))) } });
  await expect(saved(fake, directory.file("bundle"), interrupt.signal)).rejects.toThrow("Ctrl+C");
  expect(await readdir(directory.file("bundle"))).toEqual([]);
});

test("a directory that cannot be written is told as such", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine({ images: [app] });
  await writeFile(directory.file("file"), "");
  expect(await failureOf(saved(fake, directory.file("file/bundle")))).toMatchObject({ code: "STATE_UNWRITABLE" });
  await mkdir(directory.file("taken/images-linux-amd64.tar.zst"), { recursive: true });
  expect(await failureOf(saved(fake, directory.file("taken")))).toMatchObject({ code: "STATE_UNWRITABLE" });
});

test("an image that the engine knows by digest only cannot be saved, which is said before anything is written", async () => {
  await using directory = await tempDir();
  await using fake = await fakeEngine();
  const reference = `quay.io/team/app@${idOf("d")}`;
  const failure = await failureOf(saveBundle(fake.engine, directory.file("bundle"), [{ reference, id: app.id, sizeBytes: 1, standInFor: null, softwareVersion: null }], silent, signal));
  expect(failure).toMatchObject({ code: "BUNDLE_INVALID", hint: `docker tag ${reference} quay.io/team/app:TAG` });
  expect(await readdir(directory.path)).toEqual([]);
});
