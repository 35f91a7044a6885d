import { Box, Text } from "ink";
import type { ReactNode } from "react";
import type { Style } from "./style.ts";

export type Tone = "plain" | "strong" | "muted" | "good" | "bad" | "busy";

const COLOR = { good: "green", bad: "red", busy: "yellow" } as const;

interface TintProps {
  readonly tone: Tone;
  readonly style: Style;
  readonly children: ReactNode;
}

/** Text of one row in a tone. Too long a text is cut at its end. */
export const Tint = ({ tone, style, children }: TintProps) => {
  const color = style.color && (tone === "good" || tone === "bad" || tone === "busy") ? COLOR[tone] : undefined;
  return (
    <Box height={1} overflow="hidden">
      <Text wrap={style.cut} bold={tone === "strong"} dimColor={tone === "muted"} {...(color !== undefined && { color })}>
        {children}
      </Text>
    </Box>
  );
};
