import { join } from "node:path";
import { expect, test } from "vitest";
import { DevError } from "../../dev/errors/dev-error.ts";
import { comparisonOf } from "../../dev/parity/compare.ts";
import { explainMatches, type MatchWishes } from "../../dev/parity/match/match.ts";
import { bareName } from "../../dev/parity/match/identity.ts";
import { localSide, TODAY } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";

const FILES = filesOf(join(import.meta.dirname, "production"));
const deployment = (name: string, image: string, more: { readonly namespace?: string; readonly app?: string } = {}): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: ${more.namespace ?? "shop"} }
spec:
  template:
    metadata: { labels: { app: ${more.app ?? name} } }
    spec: { containers: [{ name: main, image: "${image}" }] }
`;

const explained = (files: Readonly<Record<string, string>>, wishes: MatchWishes = {}): readonly string[] => {
  const { services, applications } = comparisonOf(localSide(), productionOf(files), wishes, TODAY);
  return explainMatches([...services, ...applications]);
};
const of = (service: string, lines: readonly string[]): string | undefined => lines.find((line) => line.startsWith(`${service}: `));
const failure = (run: () => unknown): DevError => {
  try {
    run();
  } catch (error) {
    if (error instanceof DevError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

test("an image says who it is, whatever its name", () => {
  expect(of("kafka", explained({ "a.yaml": deployment("event-log", "confluentinc/cp-kafka:7.7.0") }))).toBe("kafka: Deployment shop/event-log at a.yaml:1, because its image confluentinc/cp-kafka:7.7.0 is kafka");
});

test("where the image is nobody's we know, the name says it", () => {
  expect(of("postgres", explained({ "a.yaml": deployment("neotool-postgres", "registry.neotool.io/database:18") }))).toBe("postgres: Deployment shop/neotool-postgres at a.yaml:1, because it is called neotool-postgres, and its label app is neotool-postgres, and its image is called database");
});

test("a workload of another program is never taken, however it is called", () => {
  expect(of("postgres", explained({ "a.yaml": deployment("postgres", "prometheuscommunity/postgres-exporter:v0.19.1") }))).toBe("postgres: nothing in production has its image or its name");
});

test("applications are found by their names, without what projects put around them", () => {
  const lines = explained(FILES);
  expect(of("security", lines)).toBe("security: Deployment neotool-app/neotool-security at security-service.yaml:43, because it is called neotool-security, and its label app is neotool-security, and its image is called security");
  expect(["neotool-app-service", "prod-web", "router"].map(bareName)).toEqual(["app", "web", "router"]);
});

test("of two with the same image, the one with the name is taken, and the other is told", () => {
  const lines = explained({ "a.yaml": deployment("postgres", "postgres:18.1"), "b.yaml": deployment("reporting", "postgres:17.2") });
  const at = lines.findIndex((line) => line.startsWith("postgres: "));
  expect(lines.slice(at, at + 2)).toEqual(["postgres: Deployment shop/postgres at a.yaml:1, because its image postgres:18.1 is postgres, and it is called postgres, and its label app is postgres", "  less likely: Deployment shop/reporting at b.yaml:1 (4 of 7)"]);
});

test("two that are equally likely are an error that shows both, with file and line", () => {
  const error = failure(() => explained({ "staging.yaml": deployment("postgres", "postgres:18.1", { namespace: "staging" }), "live.yaml": deployment("postgres", "postgres:18.1", { namespace: "live" }) }));
  expect([error.code, error.message]).toEqual(["PARITY_AMBIGUOUS", "2 workloads of production may be postgres"]);
  expect(error.evidence.map((line) => line.split(":").slice(0, 2).join(":"))).toEqual(["staging.yaml:1 Deployment staging/postgres", "live.yaml:1 Deployment live/postgres"]);
  expect(error.hint).toContain('parity: { match: { postgres: "staging/postgres" } }');
});

test("the config decides, by name or by namespace and name; false means that production has none", () => {
  const files = { "staging.yaml": deployment("postgres", "postgres:18.1", { namespace: "staging" }), "live.yaml": deployment("postgres", "postgres:18.1", { namespace: "live" }) };
  expect(of("postgres", explained(files, { postgres: "live/postgres" }))).toBe("postgres: Deployment live/postgres at live.yaml:1, as parity.match says");
  expect(of("postgres", explained(files, { postgres: false }))).toBe("postgres: nothing, as parity.match says");
});

test("a wish for what is not there says what was probably meant", () => {
  const error = failure(() => explained({ "a.yaml": deployment("pg-main", "postgres:18.1") }, { postgres: "shop/pg-mian" }));
  expect([error.message, error.hint]).toEqual(['parity.match names "shop/pg-mian" for postgres, and production has no such workload', 'Did you mean "shop/pg-main"?']);
  expect(failure(() => explained({ "a.yaml": deployment("pg-main", "postgres:18.1") }, { postgre: "pg-main" })).message).toBe('parity.match names "postgre", which is no service of this stack');
});
