import { join } from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, type AppSettings, type Settings } from "../../dev/stacks/settings.ts";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";

const application = (over: Partial<AppSettings>): AppSettings => ({ command: "./gradlew run", cwd: ".", env: {}, restart: "on-failure", watch: [], dependsOn: {}, ...over });

const withApps = (apps: Settings["apps"]): Settings => ({ ...DEFAULT_SETTINGS, apps });

const DEPLOYED = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: billing, namespace: production }
spec:
  selector: { matchLabels: { app: billing } }
  template:
    metadata: { labels: { app: billing } }
    spec:
      containers:
        - name: billing
          image: registry.example/billing:1.4.0
          ports: [{ containerPort: 8090 }]
          env: [{ name: KAFKA_BROKERS, value: "kafka:9092" }, { name: BILLING_MODE, value: strict }]
          readinessProbe: { httpGet: { path: /health/readiness, port: 8090 } }
`;

const findings = (apps: Settings["apps"], files: Readonly<Record<string, string>>): readonly string[] =>
  findingsBetween(localSide({}, withApps(apps)), productionOf(files)).filter(({ id }) => /^(billing|helper)\//.test(id)).map(shown);

const production = { ...filesOf(join(import.meta.dirname, "production")), "billing.yaml": DEPLOYED };

test("an application that runs here as it does in production differs in nothing", () => {
  expect(findings({ billing: application({ port: 8090, consumer: "kotlin", env: { BILLING_MODE: "strict" } }) }, production).filter((text) => !text.startsWith("info "))).toEqual([]);
});

test("its port, its own variables and how it is asked are held against production's", () => {
  const found = findings({ billing: application({ port: 8099, consumer: "kotlin", readiness: "/ready" }) }, production);
  expect(found).toContain("info billing/port/container: 8099 | 8090");
  expect(found).toContain("warning billing/env/BILLING_MODE: nothing | strict");
  expect(found).toContain("info billing/probe/readiness-path: /ready | /health/readiness");
});

test("one that is only here, and one that listens nowhere, are no findings", () => {
  expect(findings({ helper: application({ command: "npm run watch" }) }, production)).toEqual([]);
  expect(findings({ billing: application({ consumer: "kotlin", env: { BILLING_MODE: "strict" } }) }, production).filter((text) => text.includes("/port/"))).toEqual([]);
});
