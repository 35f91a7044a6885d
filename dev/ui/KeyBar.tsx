import { Box, Text } from "ink";
import { fittingHotkeys, type KeyHint } from "./hotkeys.ts";
import { shown, type Style } from "./style.ts";
import { Tint } from "./Tint.tsx";

interface KeyBarProps {
  readonly hotkeys: readonly KeyHint[];
  /** What is being typed behind `/`; `null` when nothing is. */
  readonly typing: string | null;
  readonly columns: number;
  readonly style: Style;
}

/** The last line: the keys, or the search that is being typed. */
export const KeyBar = ({ hotkeys, typing, columns, style }: KeyBarProps) => {
  if (typing !== null) {
    return (
      <Box height={1} width={columns} gap={2}>
        <Box flexShrink={0}><Tint tone="strong" style={style}>{`/${shown(typing, style)}${style.glyphs.caret}`}</Tint></Box>
        <Tint tone="muted" style={style}>enter keeps it  esc leaves</Tint>
      </Box>
    );
  }
  return (
    <Box height={1} width={columns} overflow="hidden">
      <Text wrap={style.cut}>
        {fittingHotkeys(hotkeys, columns).map(({ label, does }, index) => (
          <Text key={label}>
            {index === 0 ? " " : "  "}
            <Text bold>{label}</Text>
            <Text dimColor>{` ${does}`}</Text>
          </Text>
        ))}
      </Text>
    </Box>
  );
};
