import { expect, test } from "vitest";
import { comparisonOf } from "../../dev/parity/compare.ts";
import { explainMatches } from "../../dev/parity/match/match.ts";
import { findingsBetween, localSide, shown, TODAY } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const PRODUCTION = productionOf({
  "postgres.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: postgres, namespace: data }
spec:
  template:
    spec:
      initContainers:
        - { name: permissions, image: "busybox:1.37" }
        - { name: exporter, image: "prometheuscommunity/postgres-exporter:v0.10.0", restartPolicy: Always }
        - { name: cache, image: "redis:7.4", restartPolicy: Always }
      containers:
        - { name: postgres, image: "postgres:18.1" }
`,
});

test("an init container that runs on beside the others is compared as they are", () => {
  const matching = explainMatches(comparisonOf(localSide(), PRODUCTION, {}, TODAY).services);
  expect(matching).toContainEqual(expect.stringMatching(/^postgres-exporter: StatefulSet data\/postgres\/exporter /));
  expect(matching).toContainEqual(expect.stringMatching(/^postgres: StatefulSet data\/postgres\/postgres /));
  const lines = findingsBetween(localSide(), PRODUCTION).map(shown);
  expect(lines).toContainEqual(expect.stringMatching(/^warning postgres-exporter\/image\/tag: .* \| prometheuscommunity\/postgres-exporter:v0\.10\.0$/));
  expect(lines).toContainEqual("warning postgres-cache/service/missing-here: nothing | redis:7.4");
  expect(lines.filter((line) => line.includes("permissions"))).toEqual([]);
});
