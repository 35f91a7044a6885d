import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { LABEL } from "../../dev/model/labels.ts";
import { spawnNeotool } from "../support/cli.ts";
import { belongings, docker } from "../support/engine.ts";
import type { OwnedInstance } from "../support/instance.ts";
import { k3dEquipment, type K3dEquipment } from "../support/k3d-equipment.ts";
import { clusterInstance, k3dContainers, succeeded } from "../support/k3d-faults.ts";
import { until } from "../support/until.ts";

const VAULT = ["up", "--only", "vault"];

let equipment: K3dEquipment;
let instance: OwnedInstance;

beforeAll(async () => {
  equipment = await k3dEquipment();
  instance = await clusterInstance(equipment, "ctrl-c");
});
beforeEach(async () => void succeeded(await instance.run("down", "--volumes", "--yes")));
afterAll(async () => {
  await instance[Symbol.asyncDispose]();
  await equipment[Symbol.asyncDispose]();
});

/** An `up` in the middle of `k3d cluster create`: its node is there, and nobody answers in it yet. */
const whileMade = async () => {
  const run = spawnNeotool(VAULT, { cwd: instance.path, env: equipment.env });
  let said = "";
  run.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await until("k3d has begun to make the node", async () => (await k3dContainers(instance)).length > 0);
  const press = async (acknowledged: string) => {
    run.kill("SIGINT");
    const pressed = performance.now();
    await until(`it is acknowledged: ${acknowledged}`, () => said.includes(acknowledged), 10_000);
    return performance.now() - pressed;
  };
  return { run, said: () => said, press };
};

test("Ctrl+C while k3d makes a cluster: acknowledged at once, the cluster is finished, and up goes on in it", async () => {
  const { run, said, press } = await whileMade();
  expect(await press("Interrupted: nothing new is begun, what runs stays.")).toBeLessThan(1_000);
  const { exitCode } = await run;
  expect(exitCode, said()).toBe(130);
  expect(said()).toContain("error[INTERRUPTED]");
  // What k3d adds bears our labels: whatever is cut off in the middle, `down --volumes` and `prune` know whose it is.
  const { Labels } = await (await docker()).getVolume(`k3d-${instance.id}-images`).inspect();
  expect(Labels).toMatchObject({ [LABEL.instance]: instance.id });
  const [node = ""] = await k3dContainers(instance);
  const { Created } = await (await docker()).getContainer(node).inspect();
  succeeded(await instance.run(...VAULT));
  expect((await (await docker()).getContainer(node).inspect()).Created).toBe(Created);
  expect(await instance.phases()).toMatchObject({ vault: "ready" });
});

test("a second Ctrl+C: k3d is cut off, half a cluster is removed, and up makes a whole one", async () => {
  const { run, said, press } = await whileMade();
  await press("Interrupted: nothing new is begun, what runs stays.");
  await press("Interrupted again: cutting off what is in flight.");
  const { exitCode } = await run;
  expect(exitCode, said()).toBe(130);
  expect((await belongings(instance.path)).filter((what) => what.startsWith("container"))).toEqual([]);
  // The engine may still have been making k3d's helper.
  succeeded(await instance.run("down", "--volumes", "--yes"));
  expect([...(await k3dContainers(instance)), ...(await belongings(instance.path))]).toEqual([]);
  succeeded(await instance.run(...VAULT));
  expect(await instance.phases()).toMatchObject({ vault: "ready" });
});
