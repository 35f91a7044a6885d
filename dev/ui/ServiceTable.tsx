import { Box } from "ink";
import { firstShown } from "./layout.ts";
import type { Row } from "./rows.ts";
import { ServiceRow } from "./ServiceRow.tsx";
import type { Style } from "./style.ts";

interface ServiceTableProps {
  readonly rows: readonly Row[];
  readonly selected: string | null;
  /** How many lines there are for it. */
  readonly height: number;
  readonly columns: number;
  readonly style: Style;
}

/** A row per service; where there is no room for all, those around the selected one. */
export const ServiceTable = ({ rows, selected, height, columns, style }: ServiceTableProps) => {
  const first = firstShown(rows.length, height, Math.max(0, rows.findIndex(({ service }) => service !== null && service === selected)));
  const nameWidth = Math.max(...rows.map(({ label }) => label.length), 4);
  const timeWidth = Math.max(...rows.map(({ time }) => time.length), 0);
  return (
    <Box flexDirection="column" height={height}>
      {rows.slice(first, first + height).map((row) => (
        <ServiceRow key={row.label} row={row} isSelected={row.service !== null && row.service === selected} nameWidth={nameWidth} timeWidth={timeWidth} columns={columns} style={style} />
      ))}
    </Box>
  );
};
