import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = "import-module.cjs";
/** First in each program that is loaded as a script. */
export const IMPORT_BANNER = `const __import = (specifier) => require("./${FILE}")(specifier);`;

/** Programs that are loaded as scripts are made fit for it. A script may not import modules without a warning of Node's; a file that Node loads itself may, and does it for all of them. */
export const realImports = async (folder: string, programs: readonly string[]): Promise<void> => {
  await writeFile(join(folder, FILE), "module.exports = (specifier) => import(specifier);\n");
  for (const program of programs) {
    const path = join(folder, `${program}.cjs`);
    const text = await readFile(path, "utf8");
    const [stranger] = /.{0,40}[^\0-\x7f].{0,10}/.exec(text) ?? [];
    if (stranger !== undefined) throw new Error(`${program}.cjs is read as ASCII, and has: ${stranger} (in a regular expression, write \\u…)`);
    await writeFile(path, text.replaceAll("await import(", "await __import("));
  }
};
