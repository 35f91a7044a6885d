import type { Position } from "./log-ring.ts";

/** What the person at the terminal has chosen. Everything else on the screen follows from the view and the log. */
export interface UiState {
  /** The service that keys are about; `null` before anybody moved. */
  readonly selected: string | null;
  readonly filter: "all" | "selected";
  /** Only log lines with this text. Empty: all. */
  readonly query: string;
  /** What is being typed behind `/`; `null` when nothing is. */
  readonly typing: string | null;
  /** The last line that is shown; `null`: the log is followed. */
  readonly anchor: Position | null;
  /** `auto`: the log, and the error once there is one. */
  readonly panel: "auto" | "log" | "error" | "keys" | "usage";
  /** Something that was just said to the person. */
  readonly banner: string | null;
  /** A question that the next key answers: y is yes, any other no. `null` when nothing is asked. */
  readonly asked: string | null;
}

export const INITIAL: UiState = { selected: null, filter: "all", query: "", typing: null, anchor: null, panel: "auto", banner: null, asked: null };

export type UiAction =
  | { readonly type: "move"; readonly by: 1 | -1; readonly among: readonly string[] }
  | { readonly type: "toggle-filter"; readonly among: readonly string[] }
  | { readonly type: "show"; readonly panel: "error" | "keys" }
  | { readonly type: "show-usage"; readonly among: readonly string[] }
  | { readonly type: "scroll"; readonly to: Position | null }
  | { readonly type: "search" }
  | { readonly type: "type"; readonly text: string }
  | { readonly type: "erase" }
  | { readonly type: "keep-search" }
  | { readonly type: "back" }
  | { readonly type: "say"; readonly text: string }
  | { readonly type: "ask"; readonly text: string }
  | { readonly type: "answer" };

/** What a person did → the next state. What was said to them has been read, then. Pure. */
export const reduceUi = (state: UiState, action: UiAction): UiState => after({ ...state, banner: null }, action);

const after = (state: UiState, action: UiAction): UiState => {
  switch (action.type) {
    case "move": {
      const { among, by } = action;
      if (among.length === 0) return state;
      const at = among.indexOf(state.selected ?? "");
      const next = at < 0 ? (by === 1 ? 0 : among.length - 1) : (at + by + among.length) % among.length;
      return { ...state, selected: among[next] ?? null, anchor: state.filter === "selected" ? null : state.anchor };
    }
    case "toggle-filter":
      return { ...state, selected: state.selected ?? action.among[0] ?? null, filter: state.filter === "all" ? "selected" : "all", panel: "log", anchor: null };
    case "show":
      return { ...state, panel: state.panel === action.panel ? "log" : action.panel };
    case "show-usage":
      return { ...state, selected: state.selected ?? action.among[0] ?? null, panel: state.panel === "usage" ? "log" : "usage" };
    case "scroll":
      return { ...state, anchor: action.to, panel: "log" };
    case "search":
      return { ...state, typing: "", panel: "log" };
    case "type":
      return state.typing === null ? state : { ...state, typing: state.typing + action.text };
    case "erase":
      return state.typing === null ? state : { ...state, typing: [...state.typing].slice(0, -1).join("") };
    case "keep-search":
      return { ...state, query: state.typing ?? state.query, typing: null, anchor: null };
    case "back":
      return back(state);
    case "say":
      return { ...state, banner: action.text };
    case "ask":
      return { ...state, asked: action.text };
    case "answer":
      return { ...state, asked: null };
  }
};

/** Escape: one step back from where one is, the nearest first. */
const back = (state: UiState): UiState => {
  if (state.typing !== null) return { ...state, typing: null };
  if (state.panel === "keys" || state.panel === "error" || state.panel === "usage") return { ...state, panel: "log" };
  if (state.query !== "") return { ...state, query: "", anchor: null };
  if (state.filter === "selected") return { ...state, filter: "all", anchor: null };
  return { ...state, anchor: null, panel: "log" };
};
