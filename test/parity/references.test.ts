import { expect, test } from "vitest";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const POSTGRES = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: postgres }
spec:
  template:
    spec:
      containers:
        - name: postgres
          image: postgres:18.1
          args: ["-c", "max_connections=$(MOST)", "-c", "timezone=$(REGION)/$(CITY)", "-c", "cluster.x=$$(MOST) $(SUPER_PASSWORD) $(NOBODY)"]
          env:
            - { name: CITY, value: Berlin }
            - { name: REGION, value: Europe }
            - { name: MOST, value: "500" }
            - { name: SUPER_PASSWORD, value: hunter2 }
`;

test("a variable in an argument is its value, as in the cluster; a secret's is never shown", () => {
  const lines = findingsBetween(localSide(), productionOf({ "postgres.yaml": POSTGRES })).map(shown);
  expect(lines.filter((line) => /max_connections|timezone|cluster\.x/.test(line))).toEqual([
    "warning postgres/settings/timezone: Etc/UTC (default) | Europe/Berlin",
    "info postgres/settings/cluster.x: not said | $(MOST) $(SUPER_PASSWORD) $(NOBODY)",
    "info postgres/settings/max_connections: 200 | 500",
  ]);
});
