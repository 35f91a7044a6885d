import { expect, inject, test } from "vitest";
import { instanceOf, snapshotVolumeName } from "../../dev/model/instance.ts";
import { LABEL } from "../../dev/model/labels.ts";
import { makeSnapshotVolume, removeSnapshotVolume } from "../../dev/runtimes/volumes/snapshot-volumes.ts";
import { startVolumeContainer } from "../../dev/runtimes/volumes/volume-container.ts";
import { docker, testEngine } from "../support/engine.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { imageOfStack, runContainer } from "../support/raw-container.ts";

const { workingCopy } = inject("stack");
const instance = instanceOf(workingCopy);
const image = await imageOfStack(workingCopy, "postgres");
const [engine, client] = [await testEngine(), await docker()];
const signal = new AbortController().signal;

/** Starts one, and says whose network it is in, how it is alive, and how often it said that the rest is the engine's. */
const startedBeside = async (beside: string | undefined) => {
  const snapshot = "beside";
  await makeSnapshotVolume(engine, instance, snapshot, signal);
  let times = 0;
  const { stream, remove } = await startVolumeContainer(engine, { instance, snapshot, image, script: "read -r word; touch /snapshot/$word; echo $word", args: [], volumes: [], writes: "snapshot", beside, starting: () => (times += 1) }, signal);
  try {
    const [one] = await client.listContainers({ filters: { label: [`${LABEL.instance}=${instance.id}`, LABEL.snapshot] } });
    const { HostConfig } = await client.getContainer(one?.Id ?? "").inspect();
    stream.write("alive\n");
    const said = await new Promise<string>((resolve) => stream.once("data", (frame: Buffer) => resolve(frame.subarray(8).toString("utf8").trim())));
    return { network: HostConfig.NetworkMode, said, times };
  } finally {
    await remove();
    await removeSnapshotVolume(engine, instance, snapshot);
  }
};

test("what works on volumes has no network, or that of the service beside it", async () => {
  expect(await startedBeside(undefined)).toEqual({ network: "none", said: "alive", times: 1 });
  const postgres = client.getContainer(`neotool-${instance.id}-postgres`);
  expect(await startedBeside((await postgres.inspect()).Id)).toEqual({ network: expect.stringMatching(/^container:[0-9a-f]{64}$/), said: "alive", times: 1 });
});

test("where that one has ended or gone meanwhile it is alone, and works all the same", async () => {
  await using ended = await runContainer(image, ["true"]);
  await ended.ended();
  expect(await startedBeside(ended.container.id)).toEqual({ network: "none", said: "alive", times: 1 });
  expect(await startedBeside("neotool-there-is-none-of-this-name")).toEqual({ network: "none", said: "alive", times: 1 });
  expect((await client.listVolumes({ filters: { name: [snapshotVolumeName(instance, "beside")] } })).Volumes).toEqual([]);
});

leavesNothingBehind(async () => []);
