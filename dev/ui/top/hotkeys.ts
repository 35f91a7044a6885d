import type { KeyHint } from "../hotkeys.ts";
import type { Sort } from "./top-state.ts";

export type TopCommand = { readonly kind: "select"; readonly by: 1 | -1 } | { readonly kind: "sort"; readonly by: Sort } | { readonly kind: "leave" };

interface TopHotkey extends KeyHint {
  /** As `keyNames` names them. */
  readonly keys: readonly string[];
  readonly command: TopCommand;
}

/** Every key of `top`. */
export const TOP_HOTKEYS: readonly TopHotkey[] = [
  { keys: ["up"], label: "up", does: "above", command: { kind: "select", by: -1 }, place: 6 },
  { keys: ["down", "tab"], label: "down", does: "below", command: { kind: "select", by: 1 }, place: 5 },
  { keys: ["c"], label: "c", does: "by CPU", command: { kind: "sort", by: "cpu" }, place: 1 },
  { keys: ["m"], label: "m", does: "by memory", command: { kind: "sort", by: "memory" }, place: 2 },
  { keys: ["n"], label: "n", does: "by network", command: { kind: "sort", by: "network" }, place: 3 },
  { keys: ["s"], label: "s", does: "as started", command: { kind: "sort", by: "stack" }, place: 4 },
  { keys: ["q", "ctrl+c", "escape"], label: "q", does: "quit", command: { kind: "leave" }, place: 0 },
];

export const topCommandFor = (key: string): TopCommand | undefined => TOP_HOTKEYS.find(({ keys }) => keys.includes(key))?.command;
