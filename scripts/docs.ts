import { writeFile } from "node:fs/promises";
import { neotoolStack } from "../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../dev/stacks/settings.ts";
import { composeFile } from "../dev/wiring/export-compose.ts";
import { commandReference } from "./command-reference.ts";

/** Writes what is made from the code and lies in git: `npm run docs`. */
await writeFile("docs/commands.md", commandReference());
await writeFile("compose/compose.yaml", composeFile(neotoolStack(DEFAULT_SETTINGS), "core"));
