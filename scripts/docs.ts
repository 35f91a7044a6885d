import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { neotoolStack } from "../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../dev/stacks/settings.ts";
import { composeFile } from "../dev/wiring/export-compose.ts";
import { commandReference } from "./command-reference.ts";
import { dashboardFiles } from "./dashboards/all.ts";

const DASHBOARDS = "compose/grafana/dashboards";

/** Writes what is made from the code and lies in git: `npm run docs`. */
await writeFile("docs/commands.md", commandReference());
await writeFile("compose/compose.yaml", composeFile(neotoolStack(DEFAULT_SETTINGS), "core"));
await mkdir(DASHBOARDS, { recursive: true });
// Of a dashboard that is gone no file stays: Grafana would show it on.
for (const name of await readdir(DASHBOARDS)) await rm(`${DASHBOARDS}/${name}`);
for (const { name, text } of dashboardFiles()) await writeFile(`${DASHBOARDS}/${name}`, text);
