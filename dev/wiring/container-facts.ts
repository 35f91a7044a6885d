import type { Description } from "../engine/runtime.ts";
import { lockedImage } from "../images/lock.ts";
import { presentImage } from "../images/present.ts";
import type { Verdict } from "../model/probe.ts";
import type { DesiredContainer } from "../planner/desired.ts";
import { changedFields, type FieldChange, type Fields } from "../planner/fields.ts";
import type { Observed } from "../planner/observed.ts";
import type { Connection } from "./connection.ts";
import type { Surroundings } from "./surroundings.ts";

/** An answer that does not come is one, too. */
const ANSWERS_WITHIN_MS = 5_000;

/** Its readiness probe, once. */
export const askNow = async ({ service, ports }: DesiredContainer, { clock }: Surroundings): Promise<Verdict> => {
  const { ask } = await import("../probes/probe.ts");
  const late = new AbortController();
  const tooLate = clock.sleep(ANSWERS_WITHIN_MS, late.signal).then((): Verdict => ({ ready: false, reason: `no answer within ${ANSWERS_WITHIN_MS / 1000} s` }));
  try {
    return await Promise.race([ask(service.readiness, { host: "127.0.0.1", port: ports[service.readiness.endpoint] ?? 0 }), tooLate]);
  } finally {
    late.abort();
    await tooLate.catch(() => {}); // ended by our own signal
  }
};

/** What differs between what a container was made from and its definition now. */
export const changesOf = async ({ engine }: Connection, desired: DesiredContainer, observed: Observed, made: Description): Promise<readonly FieldChange[]> => {
  const container = observed.containers.get(desired.name);
  const image = await presentImage(engine.socket, lockedImage(desired.service.image));
  const moved = container && image && image.id !== container.imageId ? [{ field: `image ${image.reference}`, from: shortId(container.imageId), to: shortId(image.id) }] : [];
  if (made.hash === desired.hash) return moved;
  // Made by an earlier neotool, which wrote down only the hash.
  if (made.fields === undefined) return [{ field: "its definition", from: null, to: null }, ...moved];
  const before: Fields = JSON.parse(made.fields);
  return [...changedFields(before, desired.fields), ...moved];
};

const shortId = (id: string): string => id.replace("sha256:", "").slice(0, 12);
