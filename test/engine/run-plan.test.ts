import { expect, test } from "vitest";
import { runPlan } from "../../dev/engine/run-plan.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import type { Verdict } from "../../dev/model/probe.ts";
import { interruption } from "../../dev/platform/interrupt.ts";
import type { Desired } from "../../dev/planner/desired.ts";
import type { Observed } from "../../dev/planner/observed.ts";
import { reconcile } from "../../dev/planner/reconcile.ts";
import { cluster, desired, desiredContainer, desiredTask, image, images, observed } from "../support/builders.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeRuntime, type Behaviour } from "../support/fake-runtime.ts";

/** What a cluster of the fake engine is made of. */
const NODE = "node:1";

interface Scene {
  readonly desired: Desired;
  readonly behaviours?: Readonly<Record<string, Behaviour>>;
  readonly observed?: Observed;
  readonly verdicts?: Readonly<Record<string, Verdict>>;
  readonly runTask?: () => Promise<readonly string[]>;
  readonly busyPort?: DevError;
  readonly missing?: readonly string[];
}

const play = async ({ desired: wanted, behaviours = {}, observed: seen = observed(), verdicts = {}, runTask = async () => [], busyPort, missing = [] }: Scene) => {
  const runtime = { ...fakeRuntime(behaviours, seen), ...(seen.cluster && { clusterImage: NODE }) };
  const clock = fakeClock();
  const present = new Map([...images("postgres:1", "app:1", "other:1")].filter(([reference]) => !missing.includes(reference)));
  const plan = reconcile({ desired: wanted, defined: new Set(wanted.keys()), observed: seen, images: present, done: {}, volumeName: (volume) => volume });
  const lines: string[] = [];
  const never = new AbortController().signal;
  const result = await runPlan(
    plan,
    seen,
    {
      desired: wanted,
      images: present,
      runtime,
      programs: { start: async () => {}, look: async () => undefined },
      clock,
      timeoutMs: 1_000,
      soft: never,
      hard: never,
      findImage: async (reference, report) => {
        report("pulling 3.0 MB of 9.0 MB");
        if (missing.includes(reference) && (reference === "app:1" || reference === NODE)) throw new DevError("IMAGE_UNAVAILABLE", `The image ${reference} is not to be had`, { hint: "x" });
        return image(reference);
      },
      probe: async ({ name }) => verdicts[name] ?? { ready: true },
      runTask,
      explainBusyPorts: async () => busyPort,
    },
    (event, view) => {
      const name = "node" in event && "service" in event.node.op ? event.node.op.service : event.type === "progress" ? event.service : undefined;
      const service = name === undefined ? undefined : view.services.get(name);
      const line = service && `${service.name} ${service.phase}${service.hold === null ? "" : ` (${service.hold})`}`;
      if (line !== undefined && lines.at(-1) !== line) lines.push(line);
    },
  );
  return { ...result, lines, done: runtime.done, phases: Object.fromEntries([...result.view.services].map(([name, { phase }]) => [name, phase])) };
};

const postgres = desiredContainer("postgres");
const app = desiredContainer("app", { dependsOn: { postgres: "ready" } });
const other = desiredContainer("other");

test("a run that goes well, as people see it", async () => {
  const { ok, lines, done } = await play({ desired: desired(postgres) });
  expect(ok).toBe(true);
  expect(lines).toEqual(["postgres pending (being created)", "postgres pending", "postgres starting (starting)", "postgres running (starting)", "postgres running (not ready yet)", "postgres ready"]);
  expect(done).toEqual(["create-network", "create postgres", "start postgres"]);
});

test("an image that is looked for says how far it is", async () => {
  const { lines } = await play({ desired: desired(postgres), missing: ["postgres:1"] });
  expect(lines.slice(0, 2)).toEqual(["postgres pending (looking for its image)", "postgres pending (pulling 3.0 MB of 9.0 MB)"]);
});

test("a held service says what it waits for", async () => {
  const { view } = await play({ desired: desired(postgres, app), verdicts: { postgres: { ready: false, reason: "starting up" } } });
  expect(view.services.get("app")).toMatchObject({ phase: "skipped", hold: "waiting for postgres to be ready" });
});

test("one failure, its dependants skipped, the rest up", async () => {
  const { ok, phases, errors } = await play({ desired: desired(postgres, app, other), behaviours: { postgres: { exits: { exitCode: 3, outOfMemory: false } } }, verdicts: { postgres: { ready: false, reason: "x" } } });
  expect(ok).toBe(false);
  expect(phases).toEqual({ postgres: "failed", app: "skipped", other: "ready" });
  expect(errors).toEqual([expect.objectContaining({ code: "SERVICE_EXITED" })]);
});

test("a service that runs but is not ready is unhealthy, not dead", async () => {
  const { phases } = await play({ desired: desired(postgres), verdicts: { postgres: { ready: false, reason: "x" } } });
  expect(phases).toEqual({ postgres: "unhealthy" });
});

test("an image that is not to be had fails its service and no other", async () => {
  const { phases, errors } = await play({ desired: desired(desiredContainer("app"), other), missing: ["app:1"] });
  expect(phases).toEqual({ app: "failed", other: "ready" });
  expect(errors).toEqual([expect.objectContaining({ code: "IMAGE_UNAVAILABLE" })]);
});

test("a port that was taken in the last moment is named instead of the engine's own words", async () => {
  const busyPort = new DevError("PORT_BUSY", "Port 8080 was taken by process 812 (node) while the service was starting", { hint: "again" });
  const { errors } = await play({ desired: desired(postgres), behaviours: { postgres: { startError: new Error("driver failed programming external connectivity") } }, busyPort });
  expect(errors).toEqual([busyPort]);
});

test("a one-shot completes, and what it noticed is kept", async () => {
  const topics = desiredTask("topics", { target: "postgres", dependsOn: { postgres: "ready" } });
  const { phases, view } = await play({ desired: desired(postgres, topics), runTask: async () => ["topic a has 6 partitions"] });
  expect(phases).toEqual({ postgres: "ready", topics: "completed" });
  expect(view.notices).toEqual([{ service: "topics", text: "topic a has 6 partitions" }]);
});

test("the time to ready counts from the start of the run, for what was in it", async () => {
  const { view } = await play({ desired: desired(postgres) });
  expect(view.services.get("postgres")?.readyAfterMs).toBe(0);
});

test("what was waited for when the run was interrupted still runs, and has not failed", async () => {
  const topics = desiredTask("topics", { target: "postgres", dependsOn: { postgres: "ready" } });
  const { view } = await play({ desired: desired(postgres, topics), runTask: () => Promise.reject(interruption()) });
  expect(view.services.get("topics")).toMatchObject({ phase: "running", error: null });
});

const noCluster = observed([], { cluster: cluster({ state: "missing", ports: new Map(), mounted: new Set() }) });

test("a cluster is made before its services, of an image that is found like theirs", async () => {
  const { ok, done } = await play({ desired: desired(postgres), observed: noCluster });
  expect(ok).toBe(true);
  expect(done).toEqual(["create-network", "create-cluster", "create postgres", "start postgres"]);
});

test("a node that is not to be had is no service that can be left out", async () => {
  const { errors, done } = await play({ desired: desired(postgres), observed: noCluster, missing: [NODE] });
  expect(errors).toMatchObject([{ code: "IMAGE_UNAVAILABLE", message: "The image node:1 is not to be had, and no cluster is made without it", hint: expect.stringContaining("neotool dev up --runtime container") }]);
  expect(done).toEqual(["create-network"]);
});
