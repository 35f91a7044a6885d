import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listenOnUse } from "./own-stream.ts";
import { HELP_COLUMNS, preparedHelp } from "./prepared-help.ts";
import { programFor } from "./quick.ts";
import { loadProgram } from "./load-program.ts";
import { standardSink } from "./standard-sink.ts";

/** Where the build has put everything, this file too. */
const DIST = import.meta.dirname;

const textOf = (name: string): string | undefined => {
  try {
    return readFileSync(join(DIST, "help", `${name}.txt`), "utf8");
  } catch {
    return undefined; // no command has this name: the parser says which there are
  }
};

/** A narrow terminal gets its help from the parser. */
const answered = (argv: readonly string[]): boolean => {
  const name = preparedHelp(argv);
  const text = name && textOf(name);
  if (!text) return false;
  const { isTTY, columns = 0, write } = standardSink(1, listenOnUse("stdout"));
  if (isTTY && columns < HELP_COLUMNS) return false;
  write(text);
  return true;
};

const argv = process.argv.slice(2);
if (!answered(argv)) loadProgram(join(DIST, `${programFor(argv)}.cjs`));
