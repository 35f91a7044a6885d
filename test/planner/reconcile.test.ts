import { expect, test } from "vitest";
import { formatPlan, isChange } from "../../dev/planner/operation.ts";
import { reconcile, type ReconcileInput } from "../../dev/planner/reconcile.ts";
import { container, desired, desiredContainer, desiredTask, images, observed } from "../support/builders.ts";

/** What a test names is defined, unless it says otherwise. */
const definedIn = ({ desired: wanted, observed: seen }: Partial<ReconcileInput>) => new Set([...(wanted?.keys() ?? []), ...(seen?.containers.keys() ?? [])]);

const plan = (input: Partial<ReconcileInput> & Pick<ReconcileInput, "desired">): string =>
  formatPlan(
    reconcile({ defined: definedIn(input), observed: observed(), images: images("postgres:1", "pgbouncer:1"), done: {}, volumeName: (volume) => `neotool-test-${volume}`, ...input }),
  );

const postgres = desiredContainer("postgres", { volumes: [{ name: "data", path: "/data" }] });
const pgbouncer = desiredContainer("pgbouncer", { dependsOn: { postgres: "ready" } });
const databases = desiredTask("databases", { target: "postgres", dependsOn: { postgres: "ready" } });
const done = { databases: { hash: "h1", on: "id-of-postgr@2026-11-20T10:00:00Z" } };

test("nothing is there: network, volume, then each service after what it depends on", () => {
  expect(plan({ desired: desired(postgres, pgbouncer, databases) })).toBe(
    [
      "[] -> #1 create-network (not found)",
      "[] -> #2 create-volume neotool-test-data (not found)",
      "[1,2] -> #3 create postgres (no container)",
      "[3] -> #4 start postgres (new container)",
      "[4] -> #5 await-ready postgres (was just started)",
      "[1] -> #6 create pgbouncer (no container)",
      "[5,6] -> #7 start pgbouncer (new container)",
      "[7] -> #8 await-ready pgbouncer (was just started)",
      "[5] -> #9 run-task databases (not done yet)",
    ].join("\n"),
  );
});

test("a service waits only for its own image", () => {
  expect(plan({ desired: desired(postgres, pgbouncer), images: images("pgbouncer:1") })).toContain("[] -> #3 find-image postgres (postgres:1 is not in the engine)\n[1,2,3] -> #4 create postgres");
  expect(plan({ desired: desired(postgres, pgbouncer), images: images("pgbouncer:1") })).not.toContain("find-image pgbouncer");
});

test("an up-to-date stack is only asked whether it is ready", () => {
  const result = reconcile({
    desired: desired(postgres, pgbouncer, databases),
    defined: new Set(["postgres", "pgbouncer", "databases"]),
    observed: observed([container("postgres"), container("pgbouncer")], { volumes: new Set(["neotool-test-data"]) }),
    images: images("postgres:1", "pgbouncer:1"),
    done,
    volumeName: (volume) => `neotool-test-${volume}`,
  });
  expect(result.filter(isChange)).toEqual([]);
  expect(formatPlan(result)).toBe("[] -> #1 await-ready postgres (runs; asked whether it is ready)\n[] -> #2 await-ready pgbouncer (runs; asked whether it is ready)");
});

test("a changed service is stopped, removed and made anew, and its volume kept", () => {
  const text = plan({
    desired: desired(postgres),
    observed: observed([container("postgres", { hash: "h0" })], { volumes: new Set(["neotool-test-data"]) }),
  });
  expect(text).toBe(
    [
      "[] -> #1 stop postgres (definition changed)",
      "[1] -> #2 remove postgres (definition changed)",
      "[2] -> #3 create postgres (definition changed)",
      "[3] -> #4 start postgres (new container)",
      "[4] -> #5 await-ready postgres (was just started)",
    ].join("\n"),
  );
});

test("a stopped container is started as it is", () => {
  expect(plan({ desired: desired(pgbouncer), observed: observed([container("pgbouncer", { state: "exited" })]) })).toBe(
    "[] -> #1 start pgbouncer (container is exited)\n[1] -> #2 await-ready pgbouncer (was just started)",
  );
});

test("who runs and looks up an address once is started anew behind a service that is started", () => {
  const pooler = desiredContainer("pgbouncer", { dependsOn: { postgres: "started" }, looksUpOnce: ["postgres"] });
  const seen = (state: "running" | "exited") => observed([container("postgres", { state }), container("pgbouncer")]);
  expect(plan({ desired: desired(postgres, pooler), observed: seen("exited") })).toBe(
    [
      "[] -> #1 start postgres (container is exited)",
      "[1] -> #2 await-ready postgres (was just started)",
      "[1] -> #3 stop pgbouncer (postgres may have another address)",
      "[3] -> #4 start pgbouncer (postgres may have another address)",
      "[4] -> #5 await-ready pgbouncer (was just started)",
    ].join("\n"),
  );
  expect(plan({ desired: desired(postgres, pooler), observed: seen("running") })).not.toContain("stop pgbouncer");
});

test("a container that was made but never started is made again: its files may be missing", () => {
  const text = plan({ desired: desired(pgbouncer), observed: observed([container("pgbouncer", { state: "created", startedAt: "" })]) });
  expect(text).toContain("[] -> #1 remove pgbouncer (was never started)\n[1] -> #2 create pgbouncer (was never started)");
});

test.each(["paused", "dead", "restarting"] as const)("a container that is %s is replaced, not waited for", (state) => {
  expect(plan({ desired: desired(pgbouncer), observed: observed([container("pgbouncer", { state })]) })).toContain(`create pgbouncer (container is ${state})`);
});

test("an image that became another one replaces the container", () => {
  const other = new Map([["pgbouncer:1", { reference: "neotool.local/pgbouncer:1", id: "sha256:other", sizeBytes: 1, standInFor: "pgbouncer:1", softwareVersion: null }]]);
  expect(plan({ desired: desired(pgbouncer), observed: observed([container("pgbouncer")]), images: other })).toContain("create pgbouncer (image changed: neotool.local/pgbouncer:1)");
});

test("an image that is not in the engine any more leaves a running container alone", () => {
  expect(plan({ desired: desired(pgbouncer), observed: observed([container("pgbouncer")]), images: new Map() })).toBe(
    "[] -> #1 await-ready pgbouncer (runs; asked whether it is ready)",
  );
});

test("old data are looked at before a new container starts on them, new volumes are not", () => {
  const checked = desiredContainer("postgres", { volumes: [{ name: "data", path: "/data" }], volumeChecks: [{ asked: "before-start", kind: "postgres-major", volume: "data", major: 18 }] });
  expect(plan({ desired: desired(checked) })).not.toContain("check-volume");
  const text = plan({ desired: desired(checked), observed: observed([], { network: true, volumes: new Set(["neotool-test-data"]) }) });
  expect(text).toBe(
    [
      "[] -> #1 create postgres (no container)",
      "[1] -> #2 check-volume postgres (its volume is older than this container)",
      "[2] -> #3 start postgres (new container)",
      "[3] -> #4 await-ready postgres (was just started)",
    ].join("\n"),
  );
});

const checkedPostgres = desiredContainer("postgres", { volumeChecks: [{ asked: "before-start", kind: "postgres-major", volume: "data", major: 18 }] });

test("what only explains an exit is not asked before a start, nor is anything of a container that ran on its data", () => {
  const data = observed([], { network: true, volumes: new Set(["neotool-test-data"]) });
  const explained = desiredContainer("kafka", { volumes: [{ name: "data", path: "/data" }], volumeChecks: [{ asked: "after-exit", kind: "kafka-cluster-id", volume: "data", logDir: "/data", clusterId: "x" }] });
  expect(plan({ desired: desired(explained), observed: data })).not.toContain("check-volume");
  expect(plan({ desired: desired(checkedPostgres), observed: observed([container("postgres", { state: "exited" })]) })).not.toContain("check-volume");
});

test("in a cluster, where a service that does not run may never have been started, its data are looked at", () => {
  const cluster = { state: "running", ports: new Map([["postgres.api", 8080]]), mounted: new Set<string>() } as const;
  expect(plan({ desired: desired(checkedPostgres), observed: observed([container("postgres", { state: "exited" })], { cluster }) })).toBe(
    ["[] -> #1 check-volume postgres (container is exited)", "[1] -> #2 start postgres (container is exited)", "[2] -> #3 await-ready postgres (was just started)"].join("\n"),
  );
});

test("a one-shot is done again when its definition changed, when its service starts, and when it was started behind our back", () => {
  const running = observed([container("postgres")], { volumes: new Set(["neotool-test-data"]) });
  const all = desired(postgres, databases);
  expect(plan({ desired: all, observed: running, done })).not.toContain("run-task");
  expect(plan({ desired: all, observed: running, done: { databases: { ...done.databases, hash: "h0" } } })).toContain("[1] -> #2 run-task databases (definition changed)");
  expect(plan({ desired: all, observed: observed([container("postgres", { state: "exited" })]), done })).toContain("run-task databases (postgres starts)");
  const restarted = observed([container("postgres", { startedAt: "2026-11-20T11:00:00Z" })]);
  expect(plan({ desired: all, observed: restarted, done })).toContain("run-task databases (postgres was started since)");
});

test("a dependency that is up already holds nobody back", () => {
  expect(plan({ desired: desired(postgres, pgbouncer), observed: observed([container("postgres")]) })).toContain("[1,2] -> #3 start pgbouncer (new container)");
});

test("whether a service is ready is not asked any further than those are that it depends on, whether it was there or is made", () => {
  const both = desired(postgres, pgbouncer);
  const there = reconcile({ desired: both, defined: new Set(["postgres", "pgbouncer"]), observed: observed([container("postgres"), container("pgbouncer")], { volumes: new Set(["neotool-test-data"]) }), images: images("postgres:1", "pgbouncer:1"), done: {}, volumeName: (volume) => `neotool-test-${volume}` });
  expect(there.map(({ leansOn }) => leansOn)).toEqual([undefined, [1]]);
  const made = reconcile({ desired: both, defined: new Set(["postgres", "pgbouncer"]), observed: observed(), images: images("postgres:1", "pgbouncer:1"), done: {}, volumeName: (volume) => `neotool-test-${volume}` });
  const ready = made.filter(({ op }) => op.kind === "await-ready");
  expect(ready.map(({ leansOn }) => leansOn)).toEqual([undefined, [ready[0]?.id]]);
});

const dashboards = desiredContainer("dashboards", { priority: "background" });

test("what nobody waits for begins when everything else is over, whatever became of it, and not before", () => {
  const text = plan({ desired: desired(dashboards, postgres), images: images("postgres:1", "dashboards:1") });
  expect(text.split("\n").slice(5)).toEqual([
    "[1], behind [1,2,3,4,5], -> #6 create dashboards (no container)",
    "[6] -> #7 start dashboards (new container)",
    "[7] -> #8 await-ready dashboards (was just started)",
  ]);
});

test("its image is looked for at once: it may be long on its way", () => {
  const text = plan({ desired: desired(postgres, dashboards), images: images("postgres:1") });
  expect(text).toContain("[] -> #6 find-image dashboards (dashboards:1 is not in the engine)\n[1,6], behind [1,2,3,4,5], -> #7 create dashboards");
});

test("one that is there and stopped waits for the others too; one that runs is asked at once", () => {
  const there = (state: "exited" | "running") => plan({ desired: desired(dashboards, pgbouncer), observed: observed([container("dashboards", { state })]), images: images("pgbouncer:1", "dashboards:1") });
  expect(there("exited")).toContain("behind [1,2,3], -> #4 start dashboards (container is exited)");
  expect(there("running")).toContain("[] -> #4 await-ready dashboards (runs; asked whether it is ready)");
});

const agent = desiredContainer("agent", { readsLogs: { directory: "/logs", links: "/links" } });

test("who reads the logs of the others is told of them when all are made", () => {
  const text = plan({ desired: desired(agent, pgbouncer), images: images("agent:1", "pgbouncer:1") });
  expect(text).toContain("#2 create agent");
  expect(text).toContain("#5 create pgbouncer");
  expect(text.split("\n").at(-1)).toBe("[2], behind [2,5], -> #8 list-logs agent (there are new log files)");
});

test("one whose image must be got first does not keep it waiting: it is told again", () => {
  const text = plan({ desired: desired(agent, pgbouncer), images: images("agent:1") });
  expect(text.split("\n").slice(-2)).toEqual(["[2], behind [2], -> #9 list-logs agent (there are new log files)", "[2], behind [6], -> #10 list-logs agent (pgbouncer has a new log file)"]);
});

test("an agent that runs on from another up is told too, and nobody is where nothing is new", () => {
  const running = observed([container("agent", { readsLogs: true }), container("pgbouncer", { hash: "h0" })]);
  expect(plan({ desired: desired(pgbouncer), observed: running, images: images("pgbouncer:1") })).toContain("list-logs agent (there are new log files)");
  const same = observed([container("agent", { readsLogs: true }), container("pgbouncer")]);
  expect(plan({ desired: desired(agent, pgbouncer), observed: same, images: images("agent:1", "pgbouncer:1") })).not.toContain("list-logs");
});

test("a service that left the definition is stopped and removed before the background begins, and its volume kept", () => {
  const text = plan({
    desired: desired(pgbouncer, dashboards),
    defined: new Set(["pgbouncer", "dashboards"]),
    observed: observed([container("agent", { readsLogs: true }), container("pgbouncer")], { volumes: new Set(["neotool-test-agent-data"]) }),
    images: images("pgbouncer:1", "dashboards:1"),
  });
  expect(text).toBe(
    [
      "[] -> #1 stop agent (no longer in the definition)",
      "[1] -> #2 remove agent (no longer in the definition)",
      "[] -> #3 await-ready pgbouncer (runs; asked whether it is ready)",
      "[], behind [1,2,3], -> #4 create dashboards (no container)",
      "[4] -> #5 start dashboards (new container)",
      "[5] -> #6 await-ready dashboards (was just started)",
    ].join("\n"),
  );
});

test("one that does not run is only removed; one that is merely not asked for is left alone", () => {
  const input = { desired: desired(pgbouncer), observed: observed([container("agent", { state: "exited" }), container("pgbouncer"), container("dashboards")]) };
  expect(plan({ ...input, defined: new Set(["pgbouncer", "dashboards"]) })).toBe(
    "[] -> #1 remove agent (no longer in the definition)\n[] -> #2 await-ready pgbouncer (runs; asked whether it is ready)",
  );
});
