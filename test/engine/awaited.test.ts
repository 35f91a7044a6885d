import { expect, test } from "vitest";
import { initialView, reduceView, type View } from "../../dev/engine/view.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import type { PlanNode } from "../../dev/planner/operation.ts";
import { reconcile } from "../../dev/planner/reconcile.ts";
import { desired, desiredContainer, images, observed } from "../support/builders.ts";

const ALL = desired(
  ...["postgres", "vault", "kafka", "minio"].map((name) => desiredContainer(name)),
  desiredContainer("app", { dependsOn: { postgres: "ready", vault: "ready" } }),
  desiredContainer("prometheus", { priority: "background", dependsOn: { app: "ready" } }),
);
const NOTHING = observed([]);
const PLAN = reconcile({ desired: ALL, defined: new Set(ALL.keys()), observed: NOTHING, images: images(...[...ALL.keys()].map((name) => `${name}:1`)), done: {}, volumeName: (name) => name });

const readyOf = (service: string): PlanNode => {
  const node = PLAN.find(({ op }) => op.kind === "await-ready" && op.service === service);
  if (!node) throw new Error(`${service} is not awaited`);
  return node;
};
const holds = (view: View) => ["app", "prometheus"].map((name) => view.services.get(name)?.hold);
const after = (...ready: readonly string[]): View => ready.reduce((view, name) => reduceView(view, { type: "done", node: readyOf(name), at: 0 }), initialView(ALL, NOTHING, PLAN, 0));
const failure = (service: string) => ({ type: "failed", node: readyOf(service), at: 0, error: new DevError("SERVICE_EXITED", "It ended", { hint: "x" }) }) as const;

test("who waits says for whom, and those behind all others too", () => {
  expect(holds(after())).toEqual(["waiting for postgres to be ready and vault to be ready", "waiting for postgres to be ready, vault to be ready and 3 more"]);
});

test("whoever is there is no longer waited for", () => {
  expect(holds(after("postgres"))).toEqual(["waiting for vault to be ready", "waiting for vault to be ready, kafka to be ready and 2 more"]);
  expect(holds(after("postgres", "kafka", "minio"))).toEqual(["waiting for vault to be ready", "waiting for vault to be ready and app to be ready"]);
  expect(holds(after("postgres", "kafka", "minio", "vault"))[1]).toBe("waiting for app to be ready");
});

test("who failed is what others are skipped for; those that only come behind wait for the others", () => {
  expect(holds(reduceView(after("vault"), failure("postgres")))).toEqual(["waiting for postgres to be ready", "waiting for kafka to be ready, minio to be ready and app to be ready"]);
});

test("what a service says of its own progress stays", () => {
  const view = reduceView(after(), { type: "progress", service: "app", text: "downloading", at: 0 });
  expect(holds(reduceView(view, { type: "done", node: readyOf("postgres"), at: 0 }))[0]).toBe("downloading");
});
