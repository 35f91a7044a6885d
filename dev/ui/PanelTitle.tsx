import { Box } from "ink";
import type { Style } from "./style.ts";
import { Tint } from "./Tint.tsx";

interface PanelTitleProps {
  readonly text: string;
  readonly columns: number;
  readonly style: Style;
}

/** A rule with words in it. */
export const PanelTitle = ({ text, columns, style }: PanelTitleProps) => {
  const { rule } = style.glyphs;
  return (
    <Box height={1} width={columns}>
      <Tint tone="muted" style={style}>{`${rule}${rule} ${text} `.padEnd(columns, rule)}</Tint>
    </Box>
  );
};
