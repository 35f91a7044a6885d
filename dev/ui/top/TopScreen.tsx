import { Box } from "ink";
import type { ServiceUsage } from "../../engine/usage.ts";
import { KeyBar } from "../KeyBar.tsx";
import { firstShown, layoutOf } from "../layout.ts";
import { PanelTitle } from "../PanelTitle.tsx";
import { shown, type Style } from "../style.ts";
import { Tint } from "../Tint.tsx";
import { UsagePane } from "../UsagePane.tsx";
import { memoryText, percentText } from "../usage-text.ts";
import { wrapText } from "../wrap-text.ts";
import { fittingColumns, lineOf, upText } from "./columns.ts";
import { TOP_HOTKEYS } from "./hotkeys.ts";
import { sorted, type Sort, type TopModel } from "./top-state.ts";

interface TopScreenProps {
  readonly model: TopModel;
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

const ORDER: Readonly<Record<Sort, string>> = { stack: "", cpu: ", by CPU", memory: ", by memory", network: ", by network" };

const sum = (values: readonly (number | null | undefined)[]): number => values.reduce<number>((total, value) => total + (value ?? 0), 0);

/** All of them together, in words. */
const total = (services: readonly ServiceUsage[]): string => {
  const stats = services.map((one) => one.stats);
  return `CPU ${percentText(sum(stats.map((one) => one?.cpuPercent)))} %, ${memoryText(sum(stats.map((one) => one?.memoryBytes)), null)} MiB`;
};

/** The whole screen of `top`: head, a row for each service, what the selected one's numbers mean, keys. */
export const TopScreen = ({ model, columns, rows, style }: TopScreenProps) => {
  const { instance, services, now, ui } = model;
  const order = sorted(services, ui.sort);
  const layout = layoutOf({ columns, rows: rows - 1, services: services.length, banner: ui.banner });
  const first = firstShown(order.length, layout.services, Math.max(0, order.findIndex(({ service }) => service === ui.selected)));
  const selected = services.find(({ service }) => service === ui.selected) ?? order[0];
  const fitting = fittingColumns(columns - 1);
  return (
    <Box flexDirection="column" width={columns} height={Math.max(1, rows - 1)} overflow="hidden">
      <Box height={1} width={columns} justifyContent="space-between" gap={2}>
        <Tint tone="strong" style={style}>{`neotool dev top  ${instance}`}</Tint>
        <Box flexShrink={0}><Tint tone="plain" style={style}>{`${total(services)}${ORDER[ui.sort]}`}</Tint></Box>
      </Box>
      <Tint tone="muted" style={style}>{` ${lineOf(fitting, ({ header }) => header)}`}</Tint>
      <Box flexDirection="column" height={layout.services}>
        {order.slice(first, first + layout.services).map((usage) => {
          const isSelected = usage.service === ui.selected;
          return (
            <Tint key={usage.service} tone={isSelected ? "strong" : "plain"} style={style}>
              {shown(`${isSelected ? style.glyphs.selected : " "}`, style)}
              {shown(lineOf(fitting, (column) => column.text(usage, now)), style)}
            </Tint>
          );
        })}
      </Box>
      {wrapText(ui.banner ?? "", columns).slice(0, layout.banner).map((line, index) => (
        <Tint key={index} tone="busy" style={style}>{shown(line, style)}</Tint>
      ))}
      {layout.title === 1 && <PanelTitle text={`usage of ${selected?.service ?? "nothing"}`} columns={columns} style={style} />}
      {layout.panel > 0 && <UsagePane usage={selected} up={selected ? upText(selected, now) : ""} height={layout.panel} columns={columns} style={style} />}
      <Box flexGrow={1} />
      <KeyBar hotkeys={TOP_HOTKEYS} typing={null} columns={columns} style={style} />
    </Box>
  );
};
