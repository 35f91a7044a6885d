import { expect, test } from "vitest";
import { startOrder } from "../../dev/planner/start-order.ts";

const named = (name: string, ...dependencies: readonly string[]) => ({ name, dependsOn: Object.fromEntries(dependencies.map((one) => [one, "ready" as const])) });
const order = (...services: readonly ReturnType<typeof named>[]) => startOrder(services).map(({ name }) => name);

test("each comes after what it depends on, otherwise in the given order", () => {
  expect(order(named("app", "pgbouncer", "kafka"), named("kafka"), named("pgbouncer", "postgres"), named("postgres"))).toEqual(["postgres", "pgbouncer", "kafka", "app"]);
});

test("a cycle is named itself, without those who only wait for it", () => {
  expect(() => order(named("web", "app"), named("app", "worker"), named("worker", "queue"), named("queue", "app"))).toThrowError(
    expect.objectContaining({ code: "DEPENDENCY_CYCLE", message: "These services wait for each other: app → worker → queue → app" }),
  );
});

test("a service that waits for itself is a cycle", () => {
  expect(() => order(named("app", "app"))).toThrowError(expect.objectContaining({ message: "These services wait for each other: app → app" }));
});

test("a dependency outside of the selection orders nothing", () => {
  expect(order(named("pgbouncer", "postgres"))).toEqual(["pgbouncer"]);
});
