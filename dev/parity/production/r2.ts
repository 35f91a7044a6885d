import type { ProductionObject } from "../load/production.ts";
import { known, type Known } from "../facts/known.ts";
import { placedAt, recordAt, valueAt } from "./read.ts";
import type { Workloads } from "./workloads.ts";

const R2 = /[\w.-]*\br2\.cloudflarestorage\.com\b/;

/** Where production says that its objects are in Cloudflare R2: in a variable or a ConfigMap. */
export const r2In = (objects: readonly ProductionObject[], { running }: Workloads): Known | undefined => {
  for (const { env } of running) for (const { value, origin } of env.values()) if (value.kind === "literal" && R2.test(value.text)) return known(R2.exec(value.text)?.[0] ?? "", origin);
  for (const object of objects) {
    if (object.kind !== "ConfigMap") continue;
    const key = Object.keys(recordAt(object.value, ["data"])).find((name) => R2.test(String(valueAt(object.value, ["data", name]))));
    if (key !== undefined) return placedAt(R2.exec(String(valueAt(object.value, ["data", key])))?.[0] ?? "", object, ["data", key]);
  }
  return undefined;
};
