import { Box } from "ink";
import type { ServiceUsage } from "../engine/usage.ts";
import type { Phase } from "../model/phase.ts";
import type { Row } from "./rows.ts";
import { shown, type Glyphs, type Style } from "./style.ts";
import { Tint, type Tone } from "./Tint.tsx";
import { memoryText, percentText } from "./usage-text.ts";

const MARK: Readonly<Record<Phase, readonly [keyof Glyphs, Tone]>> = {
  pending: ["waiting", "muted"],
  starting: ["waiting", "busy"],
  running: ["waiting", "busy"],
  ready: ["good", "good"],
  completed: ["good", "good"],
  unhealthy: ["bad", "bad"],
  failed: ["bad", "bad"],
  skipped: ["skipped", "muted"],
  stopping: ["waiting", "busy"],
  stopped: ["waiting", "muted"],
};

/** `unhealthy`, `completed`. */
const PHASE_WIDTH = 9;
const NARROW = 60;
/** `  1.2 %    143 MiB` */
const USAGE_WIDTH = 17;

interface ServiceRowProps {
  readonly row: Row;
  readonly isSelected: boolean;
  readonly nameWidth: number;
  readonly timeWidth: number;
  /** `null`: there are no columns for it. */
  readonly usage: Pick<ServiceUsage, "stats"> | null;
  readonly columns: number;
  readonly style: Style;
}

/** One line. The word carries the meaning; mark and colour only repeat it. */
export const ServiceRow = ({ row, isSelected, nameWidth, timeWidth, usage, columns, style }: ServiceRowProps) => {
  const [mark, tone] = MARK[row.phase];
  const isNarrow = columns < NARROW;
  return (
    <Box width={columns} height={1} gap={1}>
      <Box flexShrink={0}>
        <Tint tone="plain" style={style}>{isSelected ? style.glyphs.selected : " "}</Tint>
        <Tint tone={tone} style={style}>{style.glyphs[mark]}</Tint>
      </Box>
      <Box width={nameWidth} flexShrink={0}>
        <Tint tone={isSelected ? "strong" : "plain"} style={style}>{row.label}</Tint>
      </Box>
      <Box width={PHASE_WIDTH} flexShrink={0}>
        <Tint tone={tone} style={style}>{row.phase}</Tint>
      </Box>
      <Box flexGrow={1} flexShrink={1} minWidth={0} height={1} overflow="hidden">
        <Tint tone={tone === "bad" ? "bad" : "plain"} style={style}>{shown(isNarrow ? row.shortDetail : row.detail, style)}</Tint>
      </Box>
      {usage !== null && (
        <Box width={USAGE_WIDTH} flexShrink={0}>
          <Tint tone="plain" style={style}>{usageCells(usage)}</Tint>
        </Box>
      )}
      {!isNarrow && timeWidth > 0 && (
        <Box width={timeWidth} flexShrink={0} justifyContent="flex-end">
          <Tint tone="muted" style={style}>{row.time}</Tint>
        </Box>
      )}
    </Box>
  );
};

/** Processor and memory under each other's units. */
const usageCells = ({ stats }: Pick<ServiceUsage, "stats">): string =>
  stats === null ? "" : `${percentText(stats.cpuPercent).padStart(6)} %${memoryText(stats.memoryBytes, null).padStart(5)} MiB`;
