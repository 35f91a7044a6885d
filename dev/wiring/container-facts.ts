import type { ContainerFacts } from "../doctor/why/facts.ts";
import { lockedImage } from "../images/lock.ts";
import { presentImage } from "../images/present.ts";
import { LABEL } from "../model/labels.ts";
import type { Verdict } from "../model/probe.ts";
import type { DesiredContainer } from "../planner/desired.ts";
import { changedFields, type FieldChange, type Fields } from "../planner/fields.ts";
import type { Observed } from "../planner/observed.ts";
import type { Connection } from "./connection.ts";
import type { Surroundings } from "./surroundings.ts";

/** A container as the engine describes it, as far as `why` asks. */
export interface Inspected {
  readonly Created: string;
  readonly RestartCount: number;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly State: { readonly Status: ContainerFacts["state"]; readonly StartedAt: string; readonly FinishedAt: string; readonly ExitCode: number; readonly OOMKilled: boolean; readonly Error: string };
}

/** An answer that does not come is one, too. */
const ANSWERS_WITHIN_MS = 5_000;

const timeOf = (time: string): string | null => (time.startsWith("0001-") ? null : time);

export const containerFacts = ({ Created, RestartCount, State }: Inspected): ContainerFacts => ({
  state: State.Status,
  createdAt: Created,
  startedAt: timeOf(State.StartedAt),
  finishedAt: timeOf(State.FinishedAt),
  exitCode: State.ExitCode,
  outOfMemory: State.OOMKilled,
  engineError: State.Error,
  restarts: RestartCount,
});

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
export const changesOf = async ({ engine }: Connection, desired: DesiredContainer, observed: Observed, labels: Readonly<Record<string, string>>): Promise<readonly FieldChange[]> => {
  const container = observed.containers.get(desired.name);
  const image = await presentImage(engine.socket, lockedImage(desired.service.image));
  const moved = container && image && image.id !== container.imageId ? [{ field: `image ${image.reference}`, from: shortId(container.imageId), to: shortId(image.id) }] : [];
  if (labels[LABEL.hash] === desired.hash) return moved;
  const label = labels[LABEL.fields];
  // Made by an earlier neotool, which wrote down only the hash.
  if (label === undefined) return [{ field: "its definition", from: null, to: null }, ...moved];
  const made: Fields = JSON.parse(label);
  return [...changedFields(made, desired.fields), ...moved];
};

const shortId = (id: string): string => id.replace("sha256:", "").slice(0, 12);
