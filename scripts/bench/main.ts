import { chalk } from "zx";
import { memory } from "./memory.ts";

/**
 * Benchmarks, one file a row: `npm run bench [row…]`. Each prints a table and one JSON line. A benchmark never fails a
 * test run: it shows, it does not judge.
 */
const ROWS: Readonly<Record<string, () => Promise<void>>> = { memory };

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in ROWS));
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown.join('", "')}". Known: ${Object.keys(ROWS).join(", ")}.`);
  process.exitCode = 2;
} else {
  for (const [name, run] of Object.entries(ROWS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(chalk.bold(name));
    await run();
  }
}
