import type { LogLine } from "../engine/runtime.ts";
import type { ServiceUsage } from "../engine/usage.ts";
import type { View } from "../engine/view.ts";
import { throttled } from "../platform/throttle.ts";
import { createLogRing, type LogRing } from "./log-ring.ts";
import type { ScreenModel } from "./screen-model.ts";
import { INITIAL, reduceUi, type UiAction } from "./ui-state.ts";

/** What a screen shows, while it changes. Whoever feeds it need not know how it is drawn. */
export interface UiSession extends Disposable {
  readonly log: LogRing;
  get(): ScreenModel;
  /** @returns the end of the subscription. */
  subscribe(listener: () => void): () => void;
  show(view: View, since?: ReadonlyMap<string, string>): void;
  /** By service, of those that are being read. */
  measure(usage: ReadonlyMap<string, ServiceUsage>): void;
  write(line: Pick<LogLine, "service" | "at" | "text">): void;
  /** What the person did: drawn at once. */
  dispatch(action: UiAction): void;
}

/** Lines come by the thousand a second, eyes by fifteen. */
const FRAME_MS = 66;

export const createSession = (mode: ScreenModel["mode"], instance: string, view: View): UiSession => {
  const log = createLogRing();
  const listeners = new Set<() => void>();
  let model: ScreenModel = { mode, instance, view, since: new Map(), usage: new Map(), ui: INITIAL };
  const notify = () => {
    model = { ...model }; // a new picture even where only the log has grown
    for (const listener of listeners) listener();
  };
  const soon = throttled(notify, FRAME_MS);
  return {
    log,
    get: () => model,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show: (next, since = model.since) => {
      model = { ...model, view: next, since };
      soon();
    },
    measure: (usage) => {
      model = { ...model, usage };
      soon();
    },
    write: (line) => {
      log.push(line);
      // A log that is held shows the same lines, whatever comes.
      if (model.ui.anchor === null) soon();
    },
    dispatch: (action) => {
      model = { ...model, ui: reduceUi(model.ui, action) };
      notify();
    },
    [Symbol.dispose]: () => soon[Symbol.dispose](),
  };
};
