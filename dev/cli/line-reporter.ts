import type { Observer } from "../engine/run-plan.ts";
import type { ServiceView, View } from "../engine/view.ts";
import type { Clock } from "../platform/clock.ts";
import { serviceOf } from "../planner/operation.ts";
import type { Output } from "./output.ts";

export interface LineReporter {
  readonly observer: Observer;
  dispose(): void;
}

/** A download reports hundreds of times a second; people read a line every few. */
const PROGRESS_EVERY_MS = 5_000;
/** A silent wait says that it still waits, and for what. */
const HEARTBEAT_MS = 15_000;
/** What is said in the first seconds of a run or of a service's start is the rule, and no news. */
const QUIET_MS = 3_000;

/** What a phase needs to be understood: an error's sentence, a hold's reason. */
const detailOf = ({ phase, hold, error }: ServiceView): string => {
  if (error) return error.message;
  return hold !== null && (phase === "pending" || phase === "skipped") ? hold : "";
};

/** One line for each change of phase, on stderr: what pipes, CI and (until there is a terminal UI) terminals get. */
export const createLineReporter = (output: Output, clock: Clock): LineReporter => {
  const printed = new Map<string, { readonly at: number; readonly hold: string | null }>();
  const holdSince = new Map<string, number>();
  const phaseSince = new Map<string, number>();
  let latest: View | undefined;
  let lastLine = clock.now();

  const print = (view: View, name: string, text: string, event: Readonly<Record<string, unknown>>) => {
    lastLine = clock.now();
    const at = lastLine - view.startedAt;
    output.narrate(`${(at / 1000).toFixed(1).padStart(6)} s  ${name.padEnd(18)} ${text}`, { at, service: name, ...event });
  };

  const onProgress = (view: View, { name, hold }: ServiceView) => {
    const now = clock.now();
    const last = printed.get(name);
    const tooSoon = now - (phaseSince.get(name) ?? view.startedAt) < QUIET_MS || now - (last?.at ?? -Infinity) < PROGRESS_EVERY_MS;
    if (hold === null || tooSoon || last?.hold === hold) return;
    printed.set(name, { at: now, hold });
    print(view, name, hold, { type: "progress", hold });
  };

  const heartbeat = setInterval(() => {
    const now = clock.now();
    if (!latest || now - lastLine < HEARTBEAT_MS) return;
    // The one that has waited longest for the same thing is what the run waits for.
    const [waiting] = [...latest.services.values()].filter(({ hold }) => hold !== null).sort((a, b) => (holdSince.get(a.name) ?? now) - (holdSince.get(b.name) ?? now));
    if (!waiting) return;
    const seconds = Math.round((now - (holdSince.get(waiting.name) ?? now)) / 1000);
    print(latest, waiting.name, `still: ${waiting.hold} (${seconds} s)`, { type: "progress", hold: waiting.hold });
  }, 1_000);
  heartbeat.unref();

  let before: View["services"] = new Map();
  const observer: Observer = (event, view) => {
    latest = view;
    const previous = before;
    before = view.services;
    for (const [name, { hold }] of view.services) if (previous.get(name)?.hold !== hold) holdSince.set(name, clock.now());
    if (event.type === "planned") return;
    if (event.type === "notice") return print(view, event.service, event.text, { type: "notice", text: event.text });
    const name = event.type === "progress" ? event.service : serviceOf(event.node.op);
    const service = name === undefined ? undefined : view.services.get(name);
    if (!service) return;
    if (event.type === "progress") return onProgress(view, service);
    if (previous.get(service.name)?.phase === service.phase && event.type !== "failed") return;
    phaseSince.set(service.name, clock.now());
    const { phase, hold, error } = service;
    print(view, service.name, `${phase.padEnd(10)} ${detailOf(service)}`.trimEnd(), { type: "phase", phase, hold, error });
  };
  return { observer, dispose: () => clearInterval(heartbeat) };
};
