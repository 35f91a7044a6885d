import type { ErrorReport } from "../errors/format.ts";
import type { View } from "../engine/view.ts";
import type { Mode } from "./hotkeys.ts";
import type { LogQuery } from "./log-ring.ts";
import type { UiState } from "./ui-state.ts";

/** Everything that the screen is a function of, but for its size and the log. */
export interface ScreenModel {
  readonly mode: Mode;
  /** Id of the instance. */
  readonly instance: string;
  readonly view: View;
  /** By service: when it was started, as people write it. */
  readonly since: ReadonlyMap<string, string>;
  readonly ui: UiState;
}

/** Which log lines are wanted. */
export const queryOf = ({ filter, selected, query, typing }: UiState): LogQuery => ({ service: filter === "selected" ? selected : null, text: typing ?? query });

/** The error to explain: the selected service's, or the first that there is. */
export const errorToShow = ({ view, ui }: Pick<ScreenModel, "view" | "ui">): ErrorReport | null => {
  const errors = [...view.services.values()].filter(({ error }) => error !== null);
  return (errors.find(({ name }) => name === ui.selected) ?? errors[0])?.error ?? null;
};

/** What stands below the table now. */
export const panelOf = (model: ScreenModel): "log" | "error" | "keys" => {
  const { panel } = model.ui;
  if (panel === "keys") return "keys";
  if (panel === "log") return "log";
  return errorToShow(model) === null && panel === "auto" ? "log" : "error";
};

/** The head of the screen in words: how far it all is. */
export const headline = ({ services }: View): string => {
  const containers = [...services.values()].filter(({ kind }) => kind === "container");
  const ready = containers.filter(({ phase }) => phase === "ready").length;
  const failed = [...services.values()].filter(({ phase }) => phase === "failed" || phase === "unhealthy").length;
  return `${ready} of ${containers.length} ready${failed === 0 ? "" : `, ${failed} failed`}`;
};
