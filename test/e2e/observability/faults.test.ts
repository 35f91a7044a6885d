import { expect, onTestFinished, test } from "vitest";
import { pack } from "tar-stream";
import { buffer } from "node:stream/consumers";
import { envelope } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { testInstance, type TestInstance } from "../../support/instance.ts";

const BUSYBOX = "neotool.local/busybox:1.37";

/** Puts a file into a volume, as only a damaged disk would. */
const writeInto = async (volume: string, path: string, content: Buffer | string): Promise<void> => {
  const client = await docker();
  const container = await client.createContainer({ Image: BUSYBOX, Cmd: ["true"], HostConfig: { Mounts: [{ Type: "volume", Source: volume, Target: "/volume" }] } });
  try {
    const archive = pack();
    archive.entry({ name: `volume/${path}`, mode: 0o644, uid: 65_534, gid: 65_534 }, content);
    archive.finalize();
    await container.putArchive(await buffer(archive), { path: "/" });
  } finally {
    await container.remove({ force: true, v: true });
  }
};

const prometheusOnce = async (name: string): Promise<{ readonly instance: TestInstance; readonly volume: string }> => {
  const instance = await testInstance(name);
  expect((await instance.run("up", "--only", "prometheus", "--offline")).exitCode).toBe(0);
  expect((await instance.run("down")).exitCode).toBe(0);
  return { instance, volume: `neotool-${instance.id}-prometheus-data` };
};

test("a torn write-ahead log of Prometheus is mended by itself: it comes up", async () => {
  const { instance, volume } = await prometheusOnce("torn");
  await writeInto(volume, "wal/00000000", Buffer.alloc(40_000, 0xa5));
  expect((await instance.run("up", "--only", "prometheus", "--offline")).exitCode).toBe(0);
  expect(await instance.phases()).toMatchObject({ prometheus: "ready" });
});

test("a storage that Prometheus cannot open is told with what removes it, and only it", async () => {
  const { instance, volume } = await prometheusOnce("damaged");
  await writeInto(volume, "lock", "");
  await writeInto(volume, "01ARZ3NDEKTSV4RRFFQ69G5FAV/meta.json", "{");
  await writeInto(volume, "chunks_head", "a file where a folder should be");
  const up = envelope(await instance.run("up", "--only", "prometheus", "--offline", "--json"));
  expect(up.error).toMatchObject({
    code: "SERVICE_EXITED",
    message: expect.stringContaining("its storage is damaged"),
    hint: expect.stringContaining(`docker rm -f neotool-${instance.id}-prometheus && docker volume rm ${volume} && neotool dev up`),
  });
  const client = await docker();
  await client.getContainer(`neotool-${instance.id}-prometheus`).remove({ force: true, v: true });
  await client.getVolume(volume).remove();
  expect((await instance.run("up", "--only", "prometheus", "--offline")).exitCode).toBe(0);
});

test("Loki on a full disk says that the disk is full", async () => {
  const instance = await testInstance("full");
  const client = await docker();
  const volume = `neotool-${instance.id}-loki-data`;
  await client.createVolume({ Name: volume, Labels: { "dev.neotool.instance": instance.id }, DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=4k,uid=10001" } });
  onTestFinished(() => client.getVolume(volume).remove().catch(() => {})); // gone with the instance
  const up = envelope(await instance.run("up", "--only", "loki", "--offline", "--json"));
  expect(up.error).toMatchObject({ code: "DISK_FULL", message: "loki ended because the engine's disk is full", hint: expect.stringContaining("docker system df") });
});
