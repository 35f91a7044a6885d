import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { envelope, neotool } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";

/** A registry on loopback that answers everything with one status code. */
const registry = async (status: number, requests: string[] = []): Promise<string> => {
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    if (request.url === "/v2/") return response.writeHead(200).end();
    return response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ errors: [{ code: "X", message: "x" }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return `127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
};

test.each([
  [404, "gone: the repository or tag does not exist"],
  [401, "needs a login: docker login"],
  [429, "its pull limit is reached"],
])("an image whose registry answers %i says so, and the other services come up", async (status, words) => {
  const instance = await testInstance("gone", { "neotool.config.ts": `export default { minio: { image: "${await registry(status)}/minio:1.0" } };` });
  const up = await instance.run("up", "--only", "minio", "--only", "vault");
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain("error[IMAGE_UNAVAILABLE] The image 127.0.0.1:");
  expect(up.stderr).toContain(words);
  expect(await instance.phases()).toMatchObject({ vault: "ready", minio: "stopped" });
});

test("--offline asks no registry, works with what is there, and says what is missing and how to get it", async () => {
  const instance = await testInstance("train", { "neotool.config.ts": 'export default { minio: { image: "registry.invalid/minio:1.0" } };' });
  const up = envelope(await instance.run("up", "--only", "minio", "--only", "vault", "--offline", "--json"));
  expect(up.error).toMatchObject({ code: "IMAGE_UNAVAILABLE", hint: expect.stringContaining("neotool dev images save DIR") });
  expect(up.error?.evidence).toContain("registries: not asked (--offline)");
  expect(await instance.phases()).toMatchObject({ vault: "ready" });
});

test("a bundle that was saved is loaded where the image is missing", async () => {
  const instance = await testInstance("bundle");
  const folder = await mkdtemp(join(tmpdir(), "neotool-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const client = await docker();
  const mark = `neotool.local/bundled:${process.pid}`;
  await client.getImage("neotool.local/busybox:1.37").tag({ repo: "neotool.local/bundled", tag: String(process.pid) });
  onTestFinished(() => client.getImage(mark).remove());

  await instance.write("neotool.config.ts", `export default { profile: "core", pgbouncer: { image: "${mark}" } };`);
  const saved = await instance.run("images", "save", folder);
  expect(saved.stderr + saved.stdout).toContain("5 images are in");
  await client.getImage(mark).remove();
  expect((await instance.run("images")).stdout).toMatch(new RegExp(`${mark}\\s+missing`));

  const up = await neotool(["up", "--only", "pgbouncer", "--offline"], { cwd: instance.path, env: { NEOTOOL_IMAGE_BUNDLE: folder } });
  expect(up.stderr).not.toContain("IMAGE_UNAVAILABLE"); // busybox is no pooler, but it was found
  await expect(client.getImage(mark).inspect()).resolves.toMatchObject({ Id: expect.stringMatching(/^sha256:/) });
});

test("--allow-missing brings up the rest, says what is missing and why, and succeeds; what needs it is left out too", async () => {
  const instance = await testInstance("without", { "neotool.config.ts": 'export default { postgres: { image: "registry.invalid/postgres:1.0" } };' });
  const services = ["--only", "pgbouncer", "--only", "vault", "--offline"];
  const refused = await instance.run("up", ...services);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("`neotool dev up --allow-missing` goes on without it.");

  const up = await instance.run("up", ...services, "--allow-missing");
  expect(up.exitCode).toBe(0);
  expect(up.stderr).toContain("warning: postgres is missing: The image registry.invalid/postgres:1.0 is not to be had");
  expect(up.stdout).toMatch(/Ready in .* s, without postgres, pgbouncer/);
  expect(await instance.phases()).toMatchObject({ vault: "ready", postgres: "stopped" });

  const told = envelope(await instance.run("up", ...services, "--allow-missing", "--json"));
  expect(told).toMatchObject({ status: "ok", error: null, warnings: expect.arrayContaining([expect.stringContaining("postgres is missing")]) });
});

test("--allow-missing forgives a missing image and nothing else", async () => {
  const instance = await testInstance("strict", { "neotool.config.ts": 'export default { minio: { image: "registry.invalid/minio:1.0" }, vault: { image: "neotool.local/busybox:1.37" } };' });
  const up = await instance.run("up", "--only", "minio", "--only", "vault", "--offline", "--allow-missing");
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain("error[");
});

test("with --allow-missing a registry is asked once in a while; the next run says when that was, and `images pull` asks again", async () => {
  const requests: string[] = [];
  const reference = `${await registry(404, requests)}/minio:1.0`;
  const instance = await testInstance("asked", { "neotool.config.ts": `export default { minio: { image: "${reference}" } };` });
  const up = async () => {
    requests.length = 0;
    return (await instance.run("up", "--only", "minio", "--allow-missing")).stderr;
  };
  expect(await up()).toContain(`warning: minio is missing: The image ${reference} is not to be had`);
  expect(requests).not.toEqual([]);
  expect(await up()).toMatch(/is not to be had \(the registries were asked \d+ s ago; `neotool dev images pull` asks again\)/);
  expect(requests).toEqual([]);
  await instance.run("images", "pull", reference);
  expect(requests).not.toEqual([]);
});
