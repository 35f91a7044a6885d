import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import { type Dashboard, DashboardBuilder, DashboardCursorSync, type DashboardLink, type Panel, RowBuilder, type VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { menu, TAG } from "./links.ts";

/** A dashboard as it is written here: numbers on top, then rows of panels. */
export interface Board {
  /** Never changes: links and bookmarks point at it. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly links: readonly Builder<DashboardLink>[];
  readonly top: readonly Builder<Panel>[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly Builder<Panel>[] }[];
}

/** What Grafana 11.1 reads without migrating. The SDK is of 11.6 and says 41, in which nothing that is used here is another. */
const SCHEMA_VERSION = 39;

/** The dashboard as Grafana reads it from a file. */
export const grafanaDashboard = ({ uid, title, description, variables, links, top, rows }: Board): Dashboard => {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([TAG])
    .time({ from: "now-30m", to: "now" })
    .refresh("10s")
    .timezone("browser")
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...variables])
    .links([menu(), ...links]);
  for (const panel of top) builder.withPanel(panel);
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) builder.withPanel(panel);
  }
  const built = builder.build();
  return { ...built, schemaVersion: SCHEMA_VERSION, panels: (built.panels ?? []).map((panel, index) => ({ ...panel, id: index + 1 })) };
};
