import type { ServiceView, View } from "../engine/view.ts";
import type { Phase } from "../model/phase.ts";
import { inSeconds } from "../platform/duration.ts";

/** One line of the table of services. */
export interface Row {
  /** What keys are about when it is selected; `null` for a line that sums up. */
  readonly service: string | null;
  readonly label: string;
  readonly phase: Phase;
  /** What matters most now: an error, what it waits for, or where it is reachable. */
  readonly detail: string;
  /** The same for a narrow screen. */
  readonly shortDetail: string;
  readonly time: string;
}

const rowOf = ({ name, phase, hold, error, endpoints, readyAfterMs }: ServiceView, since: string | undefined): Row => {
  const trouble = error?.message ?? hold;
  return {
    service: name,
    label: name,
    phase,
    detail: trouble ?? (phase === "stopped" ? "" : endpoints.map(({ url }) => url).join("  ")),
    shortDetail: trouble ?? (phase === "stopped" ? "" : endpoints.map(({ port }) => `:${port}`).join(" ")),
    time: readyAfterMs !== null ? inSeconds(readyAfterMs) : (since ?? ""),
  };
};

const isDone = ({ phase }: ServiceView): boolean => phase === "completed";
const isBroken = ({ phase, error }: ServiceView): boolean => phase === "failed" || phase === "unhealthy" || error !== null;

/** One line for all one-shots of a run: each by itself matters only when it fails. */
const oneShots = (tasks: readonly ServiceView[]): readonly Row[] => {
  const isOver = tasks.every((task) => isDone(task) || isBroken(task) || task.phase === "skipped");
  if (isOver) return [];
  const atWork = tasks.filter(({ phase }) => phase === "starting" || phase === "running").map(({ name }) => name);
  const detail = `${tasks.filter(isDone).length} of ${tasks.length} done${atWork.length === 0 ? "" : `: ${atWork.join(", ")}`}`;
  return [{ service: null, label: "one-shots", phase: atWork.length === 0 ? "pending" : "running", detail, shortDetail: detail, time: "" }];
};

/**
 * The table of services.
 *
 * @param since When each was started, where that is shown because nobody saw it become ready.
 */
export const rowsOf = ({ services }: View, since: ReadonlyMap<string, string>): readonly Row[] => {
  const all = [...services.values()];
  const tasks = all.filter(({ kind }) => kind === "task");
  return [...all.filter((service) => service.kind !== "task" || isBroken(service)).map((service) => rowOf(service, since.get(service.name))), ...oneShots(tasks)];
};

/** The services that can be selected, in the order of the table. */
export const selectable = (view: View): readonly string[] => rowsOf(view, new Map()).flatMap(({ service }) => service ?? []);
