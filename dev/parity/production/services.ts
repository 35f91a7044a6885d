import type { ProductionObject } from "../load/production.ts";
import type { Known } from "../facts/known.ts";
import type { Port } from "../facts/workload.ts";
import { listAt, placedAt, recordAt, textAt } from "./read.ts";

/** Under which names and ports a pod with these labels is called. */
export interface Called {
  readonly addresses: readonly Known[];
  readonly ports: readonly Known<Port>[];
}

export const servicesOf = (namespace: string | undefined, labels: Readonly<Record<string, string>>, objects: readonly ProductionObject[]): Called => {
  const matching = objects.filter((object) => {
    if (object.kind !== "Service" || object.namespace !== namespace) return false;
    const selector = Object.entries(recordAt(object.value, ["spec", "selector"]));
    return selector.length > 0 && selector.every(([key, value]) => labels[key] === String(value));
  });
  return {
    // A headless one beside it is for the members of a set, not for callers.
    addresses: matching.filter(({ value }, _index, all) => all.length === 1 || textAt(value, ["spec", "clusterIP"]) !== "None").map((object) => placedAt(object.name, object, ["metadata", "name"])),
    ports: matching.flatMap((object) =>
      listAt(object.value, ["spec", "ports"]).flatMap((port, index) => {
        const number = Number(textAt(port, ["port"]));
        return Number.isInteger(number) ? [placedAt({ number, at: "service" as const }, object, ["spec", "ports", index])] : [];
      }),
    ),
  };
};
