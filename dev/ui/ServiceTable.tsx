import { Box } from "ink";
import type { ServiceUsage } from "../engine/usage.ts";
import { firstShown } from "./layout.ts";
import type { Row } from "./rows.ts";
import { ServiceRow } from "./ServiceRow.tsx";
import type { Style } from "./style.ts";

interface ServiceTableProps {
  readonly rows: readonly Row[];
  readonly selected: string | null;
  /** How many lines there are for it. */
  readonly height: number;
  /** What each service uses; `null`: there are no columns for it. */
  readonly usage: ReadonlyMap<string, ServiceUsage> | null;
  readonly columns: number;
  readonly style: Style;
}

const NOTHING: Pick<ServiceUsage, "stats"> = { stats: null };

/** A row per service; where there is no room for all, those around the selected one. */
export const ServiceTable = ({ rows, selected, height, usage, columns, style }: ServiceTableProps) => {
  const first = firstShown(rows.length, height, Math.max(0, rows.findIndex(({ service }) => service !== null && service === selected)));
  const nameWidth = Math.max(...rows.map(({ label }) => label.length), 4);
  const timeWidth = Math.max(...rows.map(({ time }) => time.length), 0);
  return (
    <Box flexDirection="column" height={height}>
      {rows.slice(first, first + height).map((row) => (
        <ServiceRow key={row.label} row={row} isSelected={row.service !== null && row.service === selected} nameWidth={nameWidth} timeWidth={timeWidth} usage={usage === null ? null : (usage.get(row.service ?? "") ?? NOTHING)} columns={columns} style={style} />
      ))}
    </Box>
  );
};
