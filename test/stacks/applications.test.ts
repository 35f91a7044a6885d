import { expect, test } from "vitest";
import { problemsIn } from "../../dev/model/validate.ts";
import { applications } from "../../dev/stacks/applications.ts";
import { settingsFrom } from "../../dev/stacks/config/settings-from.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS, type AppSettings } from "../../dev/stacks/settings.ts";

const app = (over: Partial<AppSettings> = {}): AppSettings => ({ command: "run", cwd: ".", env: {}, restart: "on-failure", watch: [], dependsOn: {}, ...over });
const config = (over: { readonly port?: number; readonly consumer?: "kotlin" }) => ({ command: "run", cwd: ".", env: {}, restart: "on-failure" as const, watch: [], dependsOn: {}, ...over });
const { services } = neotoolStack(DEFAULT_SETTINGS);
const readinessOf = (over: Partial<AppSettings>) => applications({ app: app(over) }, services)[0]?.readiness;
const problems = (apps: Readonly<Record<string, AppSettings>>) => problemsIn(neotoolStack({ ...DEFAULT_SETTINGS, apps }));

test("how an application is asked follows from what it is, and may be said", () => {
  expect(readinessOf({})).toBeUndefined();
  expect(readinessOf({ port: 8099 })).toEqual({ kind: "tcp", endpoint: "http" });
  expect(readinessOf({ port: 8099, consumer: "kotlin" })).toEqual({ kind: "http", endpoint: "http", path: "/health/readiness", status: [200] });
  expect(readinessOf({ port: 8099, consumer: "kotlin", readiness: "none" })).toBeUndefined();
  expect(readinessOf({ port: 8099, readiness: "/up" })).toMatchObject({ path: "/up" });
});

test("who waits for a server waits for what is made in it", () => {
  expect(applications({ app: app({ dependsOn: { postgres: "ready", kafka: "started" } }) }, services)[0]?.dependsOn).toEqual({ "postgres-databases": "completed", postgres: "ready", kafka: "started" });
});

test("mistakes of a definition are all said", () => {
  expect(problems({ one: app({ port: 5432 }), two: app({ dependsOn: { nobody: "ready" } }), three: app({ readiness: "/up" }), four: app({ dependsOn: { one: "completed" } }) })).toEqual([
    'two depends on "nobody", which is not in this stack',
    "three is asked whether it is ready, but has no port",
    "four waits for one to complete, but one keeps running",
    "two endpoints want port 5432",
  ]);
});

test("an application with a port is asked for its metrics, at the path that is known or the usual one", () => {
  const { metrics } = settingsFrom({ apps: { app: config({ port: 9081 }), mine: config({ port: 9082, consumer: "kotlin" }), other: config({ port: 9083 }), quiet: config({}) }, metrics: { other: { port: 1, path: "/m" } } }, { rules: [], dashboards: [], flags: [] });
  expect([metrics["app"], metrics["mine"], metrics["other"], metrics["quiet"]]).toEqual([{ port: 9081, path: "/prometheus" }, { port: 9082, path: "/prometheus" }, { port: 1, path: "/m" }, undefined]);
});
