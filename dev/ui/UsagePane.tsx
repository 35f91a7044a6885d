import { Box } from "ink";
import type { ServiceUsage } from "../engine/usage.ts";
import { shown, type Style } from "./style.ts";
import { Tint } from "./Tint.tsx";
import { usageLines } from "./usage-text.ts";

interface UsagePaneProps {
  /** `undefined`: nothing was read. */
  readonly usage: ServiceUsage | undefined;
  /** How long it runs, in words; empty where that is not known. */
  readonly up: string;
  readonly height: number;
  readonly columns: number;
  readonly style: Style;
}

/** What one service uses, and the numbers that matter of it. */
export const UsagePane = ({ usage, up, height, columns, style }: UsagePaneProps) => (
  <Box flexDirection="column" height={height} width={columns} overflow="hidden">
    {(usage ? usageLines(usage, up) : ["Nothing is known of it yet."]).slice(0, height).map((line, index) => (
      <Tint key={index} tone="plain" style={style}>{shown(line, style)}</Tint>
    ))}
  </Box>
);
