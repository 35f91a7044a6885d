import type { UiCommand } from "./hotkeys.ts";
import { layoutOf } from "./layout.ts";
import type { LogRing } from "./log-ring.ts";
import { rowsOf, selectable } from "./rows.ts";
import { bannerOf, queryOf, type ScreenModel } from "./screen-model.ts";
import { scrolledBack, scrolledForth } from "./scroll.ts";
import type { UiAction } from "./ui-state.ts";

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * What a key means for the screen itself. `undefined`: it asks for something beyond it (a restart, a copy), which is not
 * the screen's business. Pure.
 */
export const actionFor = (command: UiCommand, model: ScreenModel, log: LogRing, { columns, rows }: ScreenSize): UiAction | undefined => {
  const { view, ui, since } = model;
  const among = selectable(view);
  const height = Math.max(1, layoutOf({ columns, rows, services: rowsOf(view, since).length, banner: bannerOf(ui) }).panel);
  const from = { log, query: queryOf(ui), anchor: ui.anchor, height };
  switch (command) {
    case "select-next":
      return { type: "move", by: 1, among };
    case "select-previous":
      return { type: "move", by: -1, among };
    case "toggle-filter":
      return { type: "toggle-filter", among };
    case "search":
      return { type: "search" };
    case "scroll-up":
      return { type: "scroll", to: scrolledBack(from, 1) };
    case "scroll-down":
      return { type: "scroll", to: scrolledForth(from, 1) };
    case "page-up":
      return { type: "scroll", to: scrolledBack(from, height) };
    case "page-down":
      return { type: "scroll", to: scrolledForth(from, height) };
    case "oldest":
      return { type: "scroll", to: scrolledBack(from, Number.MAX_SAFE_INTEGER) };
    case "follow":
      return { type: "scroll", to: null };
    case "error":
      return { type: "show", panel: "error" };
    case "usage":
      return { type: "show-usage", among };
    case "keys":
      return { type: "show", panel: "keys" };
    case "back":
      return { type: "back" };
    case "restart":
    case "copy":
    case "shell":
    case "wipe":
    case "save":
    case "restore":
    case "seed":
    case "detach":
    case "interrupt":
      return undefined;
  }
};

/** What a key means while a search is typed. `undefined`: nothing, or what it means at all times (Ctrl+C). */
export const typingAction = (key: string): UiAction | undefined => {
  if (key === "return") return { type: "keep-search" };
  if (key === "escape") return { type: "back" };
  if (key === "backspace") return { type: "erase" };
  return [...key].length === 1 && key >= " " ? { type: "type", text: key } : undefined;
};
