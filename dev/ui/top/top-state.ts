import type { ServiceUsage } from "../../engine/usage.ts";

/** `stack`: in the order of the definition. */
export type Sort = "stack" | "cpu" | "memory" | "network";

/** What the person at the terminal has chosen. */
export interface TopState {
  /** The service whose numbers are explained; `null` before anybody moved. */
  readonly selected: string | null;
  readonly sort: Sort;
  /** Something that was just said to the person. */
  readonly banner: string | null;
}

/** Everything that the screen is a function of, but for its size. */
export interface TopModel {
  /** Id of the instance. */
  readonly instance: string;
  /** In the order of the definition. */
  readonly services: readonly ServiceUsage[];
  /** When this was so: milliseconds since 1970. */
  readonly now: number;
  readonly ui: TopState;
}

export type TopAction =
  | { readonly type: "move"; readonly by: 1 | -1; readonly among: readonly string[] }
  | { readonly type: "sort"; readonly by: Sort }
  | { readonly type: "say"; readonly text: string };

/** What a person did → the next state. Pure. */
export const reduceTop = (state: TopState, action: TopAction): TopState => {
  switch (action.type) {
    case "move": {
      const { among, by } = action;
      const at = among.indexOf(state.selected ?? "");
      const next = at < 0 ? (by === 1 ? 0 : among.length - 1) : Math.max(0, Math.min(among.length - 1, at + by));
      return { ...state, selected: among[next] ?? null, banner: null };
    }
    case "sort":
      return { ...state, sort: action.by, banner: null };
    case "say":
      return { ...state, banner: action.text };
  }
};

/** What a service is sorted by; what is not known comes last. */
const MEASURES: Readonly<Record<Sort, (usage: ServiceUsage) => number>> = {
  stack: () => 0,
  cpu: ({ stats }) => stats?.cpuPercent ?? -1,
  memory: ({ stats }) => stats?.memoryBytes ?? -1,
  network: ({ stats }) => (stats?.receivedPerSecond ?? -1) + (stats?.sentPerSecond ?? 0),
};

/** The largest first; among equals the order of the definition. */
export const sorted = (services: readonly ServiceUsage[], sort: Sort): readonly ServiceUsage[] => services.toSorted((a, b) => MEASURES[sort](b) - MEASURES[sort](a));
