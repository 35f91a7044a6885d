import { expect, test } from "vitest";
import { formatUp } from "../../dev/cli/view-text.ts";
import type { CriticalPath } from "../../dev/engine/critical-path.ts";
import { initialView } from "../../dev/engine/view.ts";
import { desired, observed } from "../support/builders.ts";

const ready = (criticalPath: CriticalPath | undefined): string =>
  formatUp({ ok: true, errors: [], criticalPath, view: initialView(desired(), observed(), [], 0) }, 6_310);

test("the end of a run says what it waited for, and how long it would take without the longest of it", () => {
  const kafka = { service: "kafka", ms: 4_100 };
  const legs = [{ service: "network", ms: 70 }, kafka, { service: "kafka-topics", ms: 200 }];
  expect(ready({ legs, longest: { ...kafka, runWithoutMs: 3_900 } })).toContain("Ready in 6.3 s: kafka 4.1 s, kafka-topics 0.2 s. Would be 3.9 s if kafka took no time.\n");
});

test("a run that changed nothing, or waited for nothing worth a word, says its time only", () => {
  const network = { service: "network", ms: 20 };
  expect(ready(undefined)).toContain("Ready in 6.3 s.\n");
  expect(ready({ legs: [network], longest: { ...network, runWithoutMs: 0 } })).toContain("Ready in 6.3 s.\n");
});
