import { Box } from "ink";
import { hotkeysOf, type Mode } from "./hotkeys.ts";
import type { Style } from "./style.ts";
import { Tint } from "./Tint.tsx";

interface KeysPanelProps {
  readonly mode: Mode;
  readonly height: number;
  readonly columns: number;
  readonly style: Style;
}

const COLUMN = 26;
const LABEL = 6;

/** Every key, in as many columns as there is room for. */
export const KeysPanel = ({ mode, height, columns, style }: KeysPanelProps) => {
  const entries = hotkeysOf(mode).map(({ label, does }) => `${label.padEnd(LABEL)}${does}`);
  const perColumn = Math.max(height, Math.ceil(entries.length / Math.max(1, Math.floor(columns / COLUMN))));
  const lines = entries.slice(0, perColumn).map((_entry, line) => entries.filter((_other, index) => index % perColumn === line).map((text) => text.padEnd(COLUMN)).join("").trimEnd());
  return (
    <Box flexDirection="column" height={height} width={columns} overflow="hidden">
      {lines.slice(0, height).map((line) => (
        <Tint key={line} tone="plain" style={style}>{line}</Tint>
      ))}
    </Box>
  );
};
