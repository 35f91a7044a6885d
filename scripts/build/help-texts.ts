import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commands } from "../../dev/cli/commands.ts";
import { main } from "../../dev/cli/main.ts";
import { helpTexts } from "../../dev/cli/prepared-help.ts";
import { neotoolVersion } from "../../dev/platform/package-root.ts";

/** What the parser says to each request for help, a file each. */
export const writeHelpTexts = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  for (const [name, argv] of helpTexts(commands.map((command) => command.name))) {
    let text = "";
    const stdout = { write: (part: string) => (text += part) };
    await main({ argv, version: neotoolVersion(), stdout, stderr: { write: () => true } });
    await writeFile(join(folder, `${name}.txt`), text);
  }
};
