import { wrapText } from "./wrap-text.ts";

/** How many rows each part of the screen gets. */
export interface Layout {
  readonly services: number;
  readonly banner: number;
  /** The title above the panel, and the panel. */
  readonly title: 0 | 1;
  readonly panel: number;
}

interface Wanted {
  readonly columns: number;
  readonly rows: number;
  readonly services: number;
  readonly banner: string | null;
}

/** A question with what y does fits into it also at 40 columns: nobody should answer half of one. */
const LONGEST_BANNER = 6;

/**
 * Shares the rows out. One row stays free: a frame that fills the screen makes terminals scroll, and so flicker. The
 * head and the keys have a row each; then what was just said, then the services, and the log gets the rest, at least a row.
 */
export const layoutOf = ({ columns, rows, services, banner }: Wanted): Layout => {
  const available = Math.max(1, rows - 1) - 2;
  const said = banner === null ? 0 : Math.min(LONGEST_BANNER, wrapText(banner, Math.max(1, columns)).length, Math.max(0, available - 1));
  const forServices = Math.max(1, Math.min(services, available - said - 2));
  const rest = Math.max(0, available - said - forServices);
  return { services: forServices, banner: said, title: rest >= 2 ? 1 : 0, panel: rest >= 2 ? rest - 1 : 0 };
};

/** Which part of a list is shown so that one of it is among it. @returns index of the first. */
export const firstShown = (length: number, room: number, selected: number): number => Math.max(0, Math.min(selected - room + 1, length - room));
