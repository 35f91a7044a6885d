import { Box } from "ink";
import { ErrorPanel } from "./ErrorPanel.tsx";
import { hotkeysOf } from "./hotkeys.ts";
import { KeyBar } from "./KeyBar.tsx";
import { KeysPanel } from "./KeysPanel.tsx";
import { layoutOf } from "./layout.ts";
import { LogPane } from "./LogPane.tsx";
import type { LogRing } from "./log-ring.ts";
import { PanelTitle } from "./PanelTitle.tsx";
import { rowsOf } from "./rows.ts";
import { bannerOf, errorToShow, hasUsageColumns, headline, panelOf, queryOf, type ScreenModel } from "./screen-model.ts";
import { ServiceTable } from "./ServiceTable.tsx";
import { shown, type Style } from "./style.ts";
import { Tint } from "./Tint.tsx";
import { UsagePane } from "./UsagePane.tsx";
import { wrapText } from "./wrap-text.ts";

interface ScreenProps {
  readonly model: ScreenModel;
  readonly log: LogRing;
  readonly columns: number;
  readonly rows: number;
  readonly style: Style;
}

/** The whole screen: head, services, a panel, keys. Only what is visible is read from the log. */
export const Screen = ({ model, log, columns, rows, style }: ScreenProps) => {
  const { mode, instance, view, ui, since } = model;
  const table = rowsOf(view, since);
  const layout = layoutOf({ columns, rows, services: table.length, banner: bannerOf(ui) });
  const panel = panelOf(model);
  const query = queryOf(ui);
  return (
    <Box flexDirection="column" width={columns} height={Math.max(1, rows - 1)} overflow="hidden">
      <Box height={1} width={columns} justifyContent="space-between" gap={2}>
        <Tint tone="strong" style={style}>{`neotool dev ${mode === "up" ? "up" : "ui"}  ${instance}`}</Tint>
        <Box flexShrink={0}><Tint tone="plain" style={style}>{headline(view)}</Tint></Box>
      </Box>
      <ServiceTable rows={table} selected={ui.selected} height={layout.services} usage={hasUsageColumns(model, columns) ? model.usage : null} columns={columns} style={style} />
      {wrapText(bannerOf(ui) ?? "", columns).slice(0, layout.banner).map((line, index) => (
        <Tint key={index} tone="busy" style={style}>{shown(line, style)}</Tint>
      ))}
      {layout.title === 1 && <PanelTitle text={titleOf(model, log, style)} columns={columns} style={style} />}
      {layout.panel > 0 && panel === "log" && <LogPane lines={log.upTo(ui.anchor, layout.panel, query)} height={layout.panel} columns={columns} style={style} />}
      {layout.panel > 0 && panel === "error" && <ErrorPanel error={errorToShow(model)} height={layout.panel} columns={columns} style={style} />}
      {layout.panel > 0 && panel === "keys" && <KeysPanel mode={mode} height={layout.panel} columns={columns} style={style} />}
      {layout.panel > 0 && panel === "usage" && <UsagePane usage={model.usage.get(ui.selected ?? "")} up={since.get(ui.selected ?? "") ?? ""} height={layout.panel} columns={columns} style={style} />}
      <Box flexGrow={1} />
      <KeyBar hotkeys={hotkeysOf(mode)} typing={ui.typing} columns={columns} style={style} />
    </Box>
  );
};

const titleOf = (model: ScreenModel, log: LogRing, style: Style): string => {
  const { ui } = model;
  const panel = panelOf(model);
  if (panel === "usage") return `usage of ${ui.selected ?? "nothing"}`;
  if (panel !== "log") return panel;
  const { service, text } = queryOf(ui);
  const dropped = log.dropped(service);
  return [
    `log of ${service ?? "all services"}`,
    ...(text === "" ? [] : [`with "${shown(text, style)}"`]),
    ui.anchor === null ? "following" : "held (f follows)",
    ...(dropped === 0 ? [] : [`${dropped} older lines dropped`]),
  ].join(` ${style.glyphs.dot} `);
};
