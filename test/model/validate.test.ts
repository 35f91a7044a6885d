import { expect, test } from "vitest";
import { addressOf, hostPort, text } from "../../dev/model/text.ts";
import { problemsIn } from "../../dev/model/validate.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { service, stack, task } from "../support/builders.ts";

test("Neotool's own stack has no problem", () => {
  expect(problemsIn(neotoolStack(DEFAULT_SETTINGS))).toEqual([]);
});

test("every problem is reported at once", () => {
  const broken = stack(
    [
      service("Web"),
      service("api", { dependsOn: { db: "ready", seed: "ready" } }),
      { ...service("worker", { dependsOn: { api: "completed" } }), env: { URL: text`${hostPort("api", "grpc")}`, NEAR: text`${addressOf("mail")}` } },
      task("seed", { target: "db" }),
    ],
    { profiles: { all: ["api", "cache"] }, defaultProfile: "core" },
  );
  expect(problemsIn(broken)).toEqual([
    '"Web" is not a service name: lower-case letters, digits and "-", a letter first',
    'api depends on "db", which is not in this stack',
    "api waits for seed to be ready, but seed is a one-shot: it completes",
    "worker waits for api to complete, but api keeps running",
    'worker asks for the port of "api.grpc", which is not in this stack',
    'worker asks for the address of "mail", which is not in this stack',
    'seed works on "db", which is not in this stack',
    "two endpoints want port 8003",
    'the default profile "core" does not exist',
    'profile "all" names "cache", which is not in this stack',
  ]);
});

test("names, ports and volumes are unique", () => {
  const volume = { volumes: [{ name: "data", path: "/data" }] };
  expect(problemsIn(stack([service("db", volume), service("db", volume)]))).toEqual(['two services are named "db"', "two endpoints want port 8002", 'two services mount the volume "data"']);
});

test("a probe must ask at an endpoint that exists, and a port must be one", () => {
  const endpoints = { api: { containerPort: 80, preferredHostPort: 70_000, scheme: "http" } } as const;
  expect(problemsIn(stack([service("db", { endpoints, readiness: { kind: "kafka-metadata", endpoint: "broker" } })]))).toEqual([
    'db is probed at "broker", which is not one of its endpoints',
    "70000 is not a port: 1 to 65535",
  ]);
});

test("a one-shot must work on an endpoint of its service", () => {
  const topics = { kind: "kafka-topics", endpoint: "broker", topics: [] } as const;
  expect(problemsIn(stack([service("db"), task("topics", { action: topics })]))).toEqual(["topics needs an endpoint, but works on no service"]);
  expect(problemsIn(stack([service("db"), task("topics", { target: "db", action: topics })]))).toEqual(['topics works on "db.broker", which is not one of its endpoints']);
});
