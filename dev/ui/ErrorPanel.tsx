import { Box } from "ink";
import type { ErrorReport } from "../errors/format.ts";
import { shown, type Style } from "./style.ts";
import { Tint } from "./Tint.tsx";
import { wrapText } from "./wrap-text.ts";

interface ErrorPanelProps {
  /** `null`: nothing has failed. */
  readonly error: ErrorReport | null;
  readonly height: number;
  readonly columns: number;
  readonly style: Style;
}

/** What failed, what to do, and what was seen, as much of it as there is room for: the newest of it. */
export const ErrorPanel = ({ error, height, columns, style }: ErrorPanelProps) => {
  if (!error) return <Box height={height}><Tint tone="muted" style={style}>Nothing has failed.</Tint></Box>;
  const head = wrapText(`error[${error.code}] ${error.message}`, columns, "  ");
  const cause = error.cause === null ? [] : wrapText(`  cause: ${error.cause}`, columns, "         ");
  const fix = wrapText(`  fix:   ${error.hint}`, columns, "         ");
  const room = Math.max(0, height - head.length - cause.length - fix.length);
  const evidence = room === 0 ? [] : error.evidence.flatMap((lines) => lines.split("\n")).slice(-room).map((line) => `  ${style.glyphs.bar} ${line}`);
  const lines = [...head.map((text) => ({ text, tone: "bad" as const })), ...[...cause, ...fix].map((text) => ({ text, tone: "plain" as const })), ...evidence.map((text) => ({ text, tone: "muted" as const }))];
  return (
    <Box flexDirection="column" height={height} width={columns} overflow="hidden">
      {lines.slice(0, height).map(({ text, tone }, index) => (
        <Tint key={index} tone={tone} style={style}>{shown(text, style)}</Tint>
      ))}
    </Box>
  );
};
