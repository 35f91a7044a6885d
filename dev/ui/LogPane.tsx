import { Box } from "ink";
import type { LogEntry } from "./log-ring.ts";
import { shown, type Style } from "./style.ts";
import { Tint } from "./Tint.tsx";

interface LogPaneProps {
  readonly lines: readonly LogEntry[];
  readonly height: number;
  readonly columns: number;
  readonly style: Style;
}

/** The lines that are on the screen, each with its service; the newest at the bottom. */
export const LogPane = ({ lines, height, columns, style }: LogPaneProps) => {
  const width = Math.max(0, ...lines.map(({ service }) => service.length));
  return (
    <Box flexDirection="column" height={height} width={columns} overflow="hidden">
      {lines.map(({ order, service, text }) => (
        <Box key={order} height={1} width={columns}>
          <Box flexShrink={0}>
            <Tint tone="muted" style={style}>{`${service.padEnd(width)} ${style.glyphs.bar} `}</Tint>
          </Box>
          {/* What no terminal is wide enough for need not be measured. */}
          <Tint tone="plain" style={style}>{shown(text.slice(0, columns * 2), style)}</Tint>
        </Box>
      ))}
    </Box>
  );
};
