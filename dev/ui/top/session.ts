import type { ServiceUsage } from "../../engine/usage.ts";
import { reduceTop, type TopAction, type TopModel } from "./top-state.ts";

/** What the screen of `top` shows, while it changes. */
export interface TopSession {
  get(): TopModel;
  /** @returns the end of the subscription. */
  subscribe(listener: () => void): () => void;
  /** @param now Milliseconds since 1970. */
  show(services: readonly ServiceUsage[], now: number): void;
  dispatch(action: TopAction): void;
}

export const createTopSession = (instance: string, services: readonly ServiceUsage[], now: number): TopSession => {
  const listeners = new Set<() => void>();
  let model: TopModel = { instance, services, now, ui: { selected: null, sort: "stack", banner: null } };
  const become = (next: TopModel) => {
    model = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => model,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    show: (next, at) => become({ ...model, services: next, now: at }),
    dispatch: (action) => become({ ...model, ui: reduceTop(model.ui, action) }),
  };
};
