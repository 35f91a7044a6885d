import { expect, test } from "vitest";
import { INITIAL, reduceUi, type UiAction, type UiState } from "../../dev/ui/ui-state.ts";

const AMONG = ["kafka", "postgres", "vault"] as const;
const after = (state: Partial<UiState>, ...actions: readonly UiAction[]): UiState => actions.reduce(reduceUi, { ...INITIAL, ...state });
const ANCHOR = { at: "2026-11-20T10:00:00Z", order: 7 };

test("moving goes through the services and around, and begins at an end", () => {
  const selected = (...by: readonly (1 | -1)[]) => after({}, ...by.map((step): UiAction => ({ type: "move", by: step, among: AMONG }))).selected;
  expect([selected(1), selected(1, 1), selected(-1), selected(1, -1), selected(-1, 1)]).toEqual(["kafka", "postgres", "vault", "vault", "kafka"]);
  expect(after({}, { type: "move", by: 1, among: [] }).selected).toBe(null);
});

test("the log of one service: of the selected one, of the first where none is; and back to all", () => {
  const toggle: UiAction = { type: "toggle-filter", among: AMONG };
  expect(after({ selected: "vault" }, toggle)).toMatchObject({ selected: "vault", filter: "selected" });
  expect(after({}, toggle)).toMatchObject({ selected: "kafka", filter: "selected" });
  expect(after({}, toggle, toggle)).toMatchObject({ filter: "all" });
});

test("moving on follows the log of the service one comes to, and leaves the log of all where it is", () => {
  const move: UiAction = { type: "move", by: 1, among: AMONG };
  expect(after({ filter: "selected", anchor: ANCHOR }, move).anchor).toBe(null);
  expect(after({ filter: "all", anchor: ANCHOR }, move).anchor).toEqual(ANCHOR);
});

test("a search is typed, mended and kept", () => {
  const typed = after({}, { type: "search" }, { type: "type", text: "e" }, { type: "type", text: "ö" }, { type: "erase" }, { type: "type", text: "r" });
  expect(typed).toMatchObject({ typing: "er", query: "" });
  expect(reduceUi(typed, { type: "keep-search" })).toMatchObject({ typing: null, query: "er", anchor: null });
  expect(after({}, { type: "type", text: "x" }, { type: "erase" })).toEqual(INITIAL);
});

test("escape goes one step back, the nearest first", () => {
  const deep: Partial<UiState> = { typing: "x", panel: "keys", query: "error", filter: "selected", selected: "kafka", anchor: ANCHOR };
  const steps: UiState[] = [];
  for (let state = { ...INITIAL, ...deep }; steps.length < 5; state = reduceUi(state, { type: "back" })) steps.push(state);
  expect(steps.map(({ typing, panel, query, filter, anchor }) => [typing, panel, query, filter, anchor === null])).toEqual([
    ["x", "keys", "error", "selected", false],
    [null, "keys", "error", "selected", false],
    [null, "log", "error", "selected", false],
    [null, "log", "", "selected", true],
    [null, "log", "", "all", true],
  ]);
});

test("a panel opens and closes with the same key; scrolling shows the log", () => {
  const error: UiAction = { type: "show", panel: "error" };
  expect(after({}, error).panel).toBe("error");
  expect(after({}, error, error).panel).toBe("log");
  expect(after({}, error, { type: "scroll", to: ANCHOR })).toMatchObject({ panel: "log", anchor: ANCHOR });
});

test("what was said stays until the person does something", () => {
  const said = after({}, { type: "say", text: "Copied." });
  expect(said.banner).toBe("Copied.");
  expect(reduceUi(said, { type: "say", text: "Again." }).banner).toBe("Again.");
  expect(reduceUi(said, { type: "move", by: 1, among: AMONG }).banner).toBe(null);
});
