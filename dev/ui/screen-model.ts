import type { ErrorReport } from "../errors/format.ts";
import type { ServiceUsage } from "../engine/usage.ts";
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
  /** By service, of those that are being read. */
  readonly usage: ReadonlyMap<string, ServiceUsage>;
  readonly ui: UiState;
}

/** Which log lines are wanted. */
export const queryOf = ({ filter, selected, query, typing }: UiState): LogQuery => ({ service: filter === "selected" ? selected : null, text: typing ?? query });

/** What stands above the panel: what is asked, before what was said. */
export const bannerOf = ({ asked, banner }: UiState): string | null => asked ?? banner;

/** Columns for what each service uses are there from this width on. */
const USAGE_COLUMNS = 100;

/** Whether the table has columns for what each service uses. */
export const hasUsageColumns = ({ mode }: Pick<ScreenModel, "mode">, columns: number): boolean => mode === "instance" && columns >= USAGE_COLUMNS;

/** Whether anything of what services use is on the screen: only then need it be read. */
export const showsUsage = (model: ScreenModel, columns: number): boolean => hasUsageColumns(model, columns) || panelOf(model) === "usage";

/** The error to explain: the selected service's, or the first that there is. */
export const errorToShow = ({ view, ui }: Pick<ScreenModel, "view" | "ui">): ErrorReport | null => {
  const errors = [...view.services.values()].filter(({ error }) => error !== null);
  return (errors.find(({ name }) => name === ui.selected) ?? errors[0])?.error ?? null;
};

/** What stands below the table now. */
export const panelOf = (model: ScreenModel): "log" | "error" | "keys" | "usage" => {
  const { panel } = model.ui;
  if (panel === "keys" || panel === "log" || panel === "usage") return panel;
  return errorToShow(model) === null && panel === "auto" ? "log" : "error";
};

/** The head of the screen in words: how far it all is. */
export const headline = ({ services }: View): string => {
  const containers = [...services.values()].filter(({ kind }) => kind !== "task");
  const ready = containers.filter(({ phase }) => phase === "ready").length;
  const failed = [...services.values()].filter(({ phase }) => phase === "failed" || phase === "unhealthy").length;
  return `${ready} of ${containers.length} ready${failed === 0 ? "" : `, ${failed} failed`}`;
};
