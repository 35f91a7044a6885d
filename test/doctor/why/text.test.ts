import { expect, test } from "vitest";
import { explain } from "../../../dev/doctor/why/explain.ts";
import { formatExplanation } from "../../../dev/doctor/why/text.ts";
import { exited, facts, lastUp, stackOf } from "../../support/why-facts.ts";

const NOW = new Date("2026-11-20T10:03:00.000Z");

test("an explanation reads from the sentence over what was seen to what to do", () => {
  const kafka = facts("kafka", {
    container: exited(1, { restarts: 2 }),
    answer: null,
    run: lastUp({ failure: { code: "SERVICE_EXITED", message: "kafka exited with code 1 before it was ready", hint: "neotool dev logs kafka", cause: null, evidence: [], docs: null } }),
    changes: [
      { field: "memoryMiB", from: "640", to: "768" },
      { field: "env KAFKA_NODE_ID", from: null, to: null },
    ],
    lines: ["starting", "Invalid cluster.id"],
  });
  expect(formatExplanation(explain("kafka", stackOf(kafka)), NOW)).toBe(
    [
      "kafka is failed: it exited with code 1 (its last lines say why)",
      "  since       2 min ago (2026-11-20T10:01:00Z)",
      "  ended       code 1, 2 min ago",
      "  restarts    2",
      "  last up     began 3 min ago",
      "              error[SERVICE_EXITED] kafka exited with code 1 before it was ready",
      "  changed     memoryMiB: 640 → 768",
      "              env KAFKA_NODE_ID",
      "  last lines",
      "  | starting",
      "  | Invalid cluster.id",
      "  do          neotool dev logs kafka shows everything it said. After the fix, neotool dev up goes on from there.",
      "              more: docs/errors.md#service-exited",
      "              It was made from another definition: neotool dev up makes it anew from the one that holds now; its data stay. --dry-run shows the plan.",
    ].join("\n"),
  );
});
