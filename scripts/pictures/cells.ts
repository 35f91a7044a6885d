import type xterm from "@xterm/headless";
import type { Cell } from "./svg.ts";

/** The colours of the palette that this program uses. */
const PALETTE: Readonly<Record<number, Cell["color"]>> = { 1: "red", 2: "green", 3: "yellow", 9: "red", 10: "green", 11: "yellow" };

const cellFrom = (cell: xterm.IBufferCell | undefined): Cell => ({
  text: cell?.getChars() ?? "",
  color: (cell?.isFgPalette() ? PALETTE[cell.getFgColor()] : undefined) ?? "plain",
  bold: cell?.isBold() !== 0,
  dim: cell?.isDim() !== 0,
});

/** What a terminal shows now, cell by cell; empty lines at the end are left out. */
export const cellsOf = (buffer: xterm.IBuffer, columns: number, rows: number): readonly (readonly Cell[])[] => {
  const lines = Array.from({ length: rows }, (_, row) => {
    const line = buffer.getLine(buffer.baseY + row);
    return Array.from({ length: columns }, (_cell, column) => cellFrom(line?.getCell(column)));
  });
  const last = lines.findLastIndex((line) => line.some(({ text }) => text.trim() !== ""));
  return lines.slice(0, last + 1);
};
