import { mkdir, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LockedImage } from "../../dev/images/lock.ts";
import { pullProgress } from "../../dev/images/pull.ts";
import { pullRungAsking, type AskSource } from "../../dev/images/rung-pull.ts";
import { fakeEngine, type Overrides } from "../support/fake-engine.ts";
import type { FakeImage } from "../support/fake-engine-images.ts";
import { idOf, locked } from "../support/images.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";

let config: TempDir;
beforeEach(async () => {
  config = await tempDir();
  vi.stubEnv("DOCKER_CONFIG", config.path); // nobody's own logins
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await config[Symbol.asyncDispose]();
});

const app: FakeImage = { id: idOf("a"), names: ["docker.io/library/app:1", "app:1"] };

interface Scene {
  readonly pullable?: Readonly<Record<string, FakeImage>>;
  readonly image?: LockedImage;
  /** What a registry says when it is asked why a pull failed. */
  readonly says?: Awaited<ReturnType<AskSource>>["verdict"];
  readonly overrides?: Overrides;
}

const pull = async ({ pullable = {}, image = locked(), says = "gone", overrides = {} }: Scene) => {
  await using fake = await fakeEngine({ pullable, overrides });
  const asked: string[] = [];
  const reports: string[] = [];
  const ask: AskSource = async (source) => {
    asked.push(source);
    return { source, verdict: says, detail: "asked" };
  };
  const rung = pullRungAsking(fake.engine, ask);
  const answer = await rung(image, (text) => reports.push(text), new AbortController().signal);
  return { answer, asked, reports, names: fake.images.names(), logins: fake.images.logins, pulls: fake.calls.filter((call) => call.startsWith("POST /images/create")).length };
};

test("the first source that has the image is the last that is asked", async () => {
  const { answer, pulls, asked } = await pull({ pullable: { "docker.io/library/app:1": app, "mirror.example.com/app:1": { id: idOf("b"), names: ["mirror.example.com/app:1"] } } });
  expect(answer).toMatchObject({ id: app.id });
  expect({ pulls, asked }).toEqual({ pulls: 1, asked: [] });
});

test("progress says from where, and what says nothing of bytes is not passed on", async () => {
  const events = [{ status: "Pulling from library/app", id: "1" }, { id: "a", status: "Waiting" }, { id: "a", status: "Downloading", progressDetail: { current: 1_000_000, total: 20_000_000 } }];
  const { reports } = await pull({ pullable: { "docker.io/library/app:1": { ...app, events } } });
  expect(reports).toEqual(["asking docker.io", "pulling 1.0 MB of 20 MB from docker.io"]);
});

test("a source that no longer has it is passed over for the next, and its reason is kept where none has", async () => {
  const mirrored = { id: idOf("b"), names: ["mirror.example.com/app:1"] };
  expect(await pull({ pullable: { "mirror.example.com/app:1": mirrored } })).toMatchObject({ answer: { id: mirrored.id, reference: "mirror.example.com/app:1" }, asked: ["docker.io/library/app:1"] });
  const { answer } = await pull({});
  expect(answer).toEqual(["docker.io/library/app:1: gone: the repository or tag does not exist (or is private) (asked)", "mirror.example.com/app:1: gone: the repository or tag does not exist (or is private) (asked)"]);
});

test("a pull limit is passed on as one", async () => {
  expect((await pull({ says: "rate-limited" })).answer).toContainEqual(expect.stringContaining("pull limit is reached"));
});

test("a failure in the middle of the stream is a failure, although the answer began well", async () => {
  const broken: FakeImage = { ...app, events: [{ id: "1", status: "Downloading" }, { errorDetail: { message: "unexpected EOF" }, error: "unexpected EOF" }] };
  const { answer } = await pull({ pullable: { "docker.io/library/app:1": broken }, says: "there", image: locked({ sources: ["docker.io/library/app:1"] }) });
  expect(answer).toEqual(["docker.io/library/app:1: does not work at the moment (unexpected EOF)"]);
});

test("something in the stream that is no JSON does not bring everything down", async () => {
  const overrides: Overrides = { "POST /images/create": ({ response }) => void response.end("<html>a proxy speaks</html>\n") };
  expect((await pull({ overrides, image: locked({ sources: ["docker.io/library/app:1"] }) })).answer).toEqual(["docker.io/library/app:1: pulled, but the engine does not know it by that name"]);
});

test("a registry that did not answer once is not waited for again by the next image", async () => {
  await using fake = await fakeEngine({ overrides: { "POST /images/create": ({ answer }) => answer(500, { message: "dial tcp: no such host" }) } });
  const asked: string[] = [];
  const rung = pullRungAsking(fake.engine, async (source) => {
    asked.push(source);
    return { source, verdict: "offline", detail: "asked" };
  });
  const first = await rung(locked(), () => {}, new AbortController().signal);
  const second = await rung(locked({ reference: "other:1", sources: ["docker.io/library/other:1"] }), () => {}, new AbortController().signal);
  expect(asked).toEqual(["docker.io/library/app:1", "mirror.example.com/app:1"]);
  expect(first).toContainEqual(expect.stringContaining("cannot be reached ((HTTP code 500)"));
  expect(second).toEqual([expect.stringMatching(/^docker\.io\/library\/other:1: cannot be reached/)]);
});

test("where only the engine gets through (a proxy of its own), its answer counts, and the registry is not given up", async () => {
  await using fake = await fakeEngine({ pullable: { "docker.io/library/other:1": { id: idOf("b"), names: ["other:1"] } } });
  const rung = pullRungAsking(fake.engine, async (source) => ({ source, verdict: "offline", detail: "asked" }));
  const find = (reference: string) => rung(locked({ reference, sources: [`docker.io/library/${reference}`] }), () => {}, new AbortController().signal);
  expect(await find("app:1")).toEqual([expect.stringMatching(/^docker\.io\/library\/app:1: gone: .*manifest for docker\.io\/library\/app:1 not found/)]);
  expect(await find("other:1")).toMatchObject({ id: idOf("b") });
});

const digest = idOf("d");

test("what is pulled by digest gets the name that people and bundles know it by", async () => {
  const image = locked({ reference: "quay.io/team/app:1", sources: ["quay.io/team/app:1"], digest });
  const { answer, names } = await pull({ image, pullable: { [`quay.io/team/app@${digest}`]: { id: idOf("a"), names: [], digests: [`quay.io/team/app@${digest}`] } } });
  expect(answer).toMatchObject({ reference: "quay.io/team/app:1", id: idOf("a") });
  expect(names).toEqual(["quay.io/team/app:1", `quay.io/team/app@${digest}`]);
});

test("a stored login goes along with the pull, and into nothing that is reported", async () => {
  await mkdir(config.path, { recursive: true });
  await writeFile(config.file("config.json"), JSON.stringify({ auths: { "mirror.example.com": { auth: Buffer.from("me:s3cret-word").toString("base64") } } }));
  const { logins, reports, answer } = await pull({ image: locked({ sources: ["mirror.example.com/app:1"] }) });
  expect(logins.map((login) => JSON.parse(login))).toEqual([{ username: "me", password: "s3cret-word", serveraddress: "mirror.example.com" }]);
  expect(JSON.stringify([reports, answer])).not.toContain("s3cret");
});

test("an interrupted pull asks nobody why it failed", async () => {
  const interrupt = new AbortController();
  await using fake = await fakeEngine({ overrides: { "POST /images/create": () => interrupt.abort(new Error("Ctrl+C")) } });
  const asked: string[] = [];
  const rung = pullRungAsking(fake.engine, async (source) => (asked.push(source), { source, verdict: "gone", detail: "" }));
  await expect(rung(locked(), () => {}, interrupt.signal)).rejects.toThrow("Ctrl+C");
  expect(asked).toEqual([]);
});

test("progress is the sum over the layers, which the engine reports one by one", () => {
  const describe = pullProgress();
  const layer = (id: string, current: number, total: number) => describe({ id, status: "Downloading", progressDetail: { current, total } });
  expect(layer("a", 1_000_000, 20_000_000)).toBe("pulling 1.0 MB of 20 MB");
  expect(layer("b", 500_000, 100_000_000)).toBe("pulling 1.5 MB of 120 MB");
  expect(layer("a", 18_000_000, 20_000_000)).toBe("pulling 19 MB of 120 MB");
  expect(describe({ id: "a", status: "Download complete" })).toBe("pulling 21 MB of 120 MB");
});

test("what says nothing of bytes is no progress", () => {
  const describe = pullProgress();
  expect([{}, { status: "Pulling from library/app" }, { id: "a", status: "Waiting" }, { id: "a", status: "Download complete" }, { id: "a", status: "Downloading", progressDetail: {} }].map(describe)).toEqual(Array(5).fill(undefined));
});
