import { expect, test } from "vitest";
import { formatPlan } from "../../dev/planner/operation.ts";
import { restart, startAgain, takeDown } from "../../dev/planner/take-down.ts";
import { container, desired, desiredContainer, desiredTask, observed } from "../support/builders.ts";

const both = observed([container("postgres"), container("vault", { state: "exited" })], { volumes: new Set(["v-b", "v-a"]) });

test("down stops all at once, removes each after its stop, the network last; volumes stay", () => {
  expect(formatPlan(takeDown(both, "keep"))).toBe(
    ["[] -> #1 stop postgres (asked for)", "[1] -> #2 remove postgres (asked for)", "[] -> #3 remove vault (asked for)", "[2,3] -> #4 remove-network (asked for)"].join("\n"),
  );
});

test("down with volumes removes them after every container, whatever definition made them", () => {
  expect(formatPlan(takeDown(both, "remove")).split("\n").slice(-2)).toEqual(["[2,3] -> #5 remove-volume v-a (asked for, with its data)", "[2,3] -> #6 remove-volume v-b (asked for, with its data)"]);
});

test("down of what is not there does nothing", () => {
  expect(takeDown(observed([], { network: false }), "remove")).toEqual([]);
});

test("restart keeps the container and does again what its start asks for", () => {
  const all = desired(
    desiredContainer("vault"),
    desiredTask("make-keys"),
    desiredTask("write-keys", { target: "vault", dependsOn: { vault: "ready", "make-keys": "completed" } }),
    desiredTask("publish", { target: "vault", dependsOn: { "write-keys": "completed" } }),
  );
  expect(formatPlan(restart(["vault"], all, observed([container("vault")])))).toBe(
    [
      "[] -> #1 stop vault (restart asked for)",
      "[1] -> #2 start vault (restart asked for)",
      "[2] -> #3 await-ready vault (was just started)",
      "[3] -> #4 run-task write-keys (vault starts)",
      "[4] -> #5 run-task publish (vault starts)",
    ].join("\n"),
  );
});

test("who looks up an address once is started behind whom it looks up, whether or not its own restart was asked for", () => {
  const all = desired(desiredContainer("kafka"), desiredContainer("postgres"), desiredContainer("pgbouncer", { dependsOn: { postgres: "started" }, looksUpOnce: ["postgres"] }));
  const there = observed([container("pgbouncer"), container("kafka"), container("postgres")]);
  const behind = (cause: string) => [`[] -> #7 stop pgbouncer (${cause})`, `[6,7] -> #8 start pgbouncer (${cause})`, "[8] -> #9 await-ready pgbouncer (was just started)"].join("\n");
  expect(formatPlan(restart(["pgbouncer", "kafka", "postgres"], all, there))).toContain(behind("restart asked for"));
  expect(formatPlan(restart(["kafka", "postgres"], all, there))).toContain(behind("postgres may have another address"));
  expect(formatPlan(restart(["kafka"], all, there))).not.toContain("pgbouncer");
  expect(formatPlan(restart(["postgres"], all, observed([container("pgbouncer", { state: "exited" }), container("postgres")])))).not.toContain("pgbouncer");
});

test("what was stopped for a while is started, and what leans on it and ran on is started anew behind it", () => {
  const all = desired(
    desiredContainer("postgres"),
    desiredContainer("vault"),
    desiredContainer("pgbouncer", { dependsOn: { postgres: "started" } }),
    desiredContainer("exporter", { dependsOn: { postgres: "ready" } }),
    desiredTask("databases", { target: "postgres", dependsOn: { postgres: "ready" } }),
  );
  const there = observed([container("postgres", { state: "exited" }), container("vault"), container("pgbouncer"), container("exporter", { state: "exited" })]);
  expect(formatPlan(startAgain(["postgres"], all, there, "its data were exchanged"))).toBe(
    [
      "[] -> #1 start postgres (its data were exchanged)",
      "[1] -> #2 await-ready postgres (was just started)",
      "[] -> #3 stop pgbouncer (postgres was started anew)",
      "[1,3] -> #4 start pgbouncer (postgres was started anew)",
      "[4] -> #5 await-ready pgbouncer (was just started)",
      "[2] -> #6 run-task databases (postgres starts)",
    ].join("\n"),
  );
});

test("what leans on a store begins anew only when its own one-shot has been done there: until then the store may not know its password", () => {
  const all = desired(desiredContainer("postgres"), desiredTask("database", { target: "postgres" }), desiredContainer("unleash", { dependsOn: { postgres: "ready", database: "completed" } }));
  const there = observed([container("postgres", { state: "exited" }), container("unleash")]);
  expect(formatPlan(startAgain(["postgres"], all, there, "its data were exchanged")).split("\n").slice(3, 5)).toEqual([
    "[] -> #4 stop unleash (postgres was started anew)",
    "[2,3,4] -> #5 start unleash (postgres was started anew)",
  ]);
});

test("what has only stood aside is waited for; who knew its address goes on, who has kept its data in mind does not", () => {
  const all = desired(
    desiredContainer("postgres"),
    desiredContainer("pgbouncer", { dependsOn: { postgres: "started" }, looksUpOnce: ["postgres"] }),
    desiredContainer("unleash", { dependsOn: { postgres: "ready" } }),
    desiredTask("databases", { target: "postgres", dependsOn: { postgres: "ready" } }),
  );
  const there = observed([container("postgres"), container("pgbouncer"), container("unleash")]);
  expect(formatPlan(startAgain(["postgres"], all, there, "its data were exchanged", new Set(["postgres"])))).toBe(
    [
      "[] -> #1 await-ready postgres (its data were exchanged)",
      "[1] -> #2 await-ready pgbouncer (postgres began anew)",
      "[] -> #3 stop unleash (postgres was started anew)",
      "[1,3] -> #4 start unleash (postgres was started anew)",
      "[4] -> #5 await-ready unleash (was just started)",
      "[1] -> #6 run-task databases (postgres starts)",
    ].join("\n"),
  );
});
