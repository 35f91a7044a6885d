import { writeFile } from "node:fs/promises";
import { commandReference } from "./command-reference.ts";

/** Writes the pages that are made from the code: `npm run docs`. */
await writeFile("docs/commands.md", commandReference());
