import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { neotoolStack } from "../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../dev/stacks/settings.ts";
import { composeFile } from "../dev/wiring/export-compose.ts";
import { commandReference } from "./command-reference.ts";
import { BOARDS, CLUSTER_BOARDS, dashboardFiles } from "./dashboards/all.ts";
import { renderedManifests } from "./rendered-manifests.ts";

interface MadeFile {
  readonly name: string;
  readonly text: string;
}

/** A folder that holds these files and no others: Grafana would go on showing a dashboard that is gone. */
const writeFolder = async (folder: string, files: readonly MadeFile[]): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) await rm(`${folder}/${name}`);
  for (const { name, text } of files) await writeFile(`${folder}/${name}`, text);
};

/** Writes what is made from the code and lies in git: `npm run docs`. */
await writeFile("docs/commands.md", commandReference());
await writeFile("compose/compose.yaml", composeFile(neotoolStack(DEFAULT_SETTINGS), "core"));
await writeFolder("compose/grafana/dashboards", dashboardFiles(BOARDS));
await writeFolder("k3d/grafana/dashboards", dashboardFiles(CLUSTER_BOARDS));
// After the dashboards: they are in it.
await writeFolder("k3d/rendered", renderedManifests());
