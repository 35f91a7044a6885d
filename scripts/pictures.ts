import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { $ } from "zx";
import { neotoolAt, type RealTerminal } from "../test/support/terminal.ts";
import { cellsOf } from "./pictures/cells.ts";
import { toSvg } from "./pictures/svg.ts";

/**
 * Pictures for the pages, from the frames of a real run in a real (headless) terminal: `npm run pictures`. Brings up an
 * instance of its own and removes it. Where a port is taken, the pictures show where it moved.
 */
const SIZE = { columns: 92, rows: 24 } as const;
const TARGET = join(import.meta.dirname, "..", "docs", "pictures");
const DOWN = "\u001b[B";

const keep = async (terminal: RealTerminal, name: string, title: string): Promise<void> => {
  await writeFile(join(TARGET, `${name}.svg`), toSvg(cellsOf(terminal.buffer.active, SIZE.columns, SIZE.rows), title));
  console.log(`docs/pictures/${name}.svg`);
};

const parent = await realpath(await mkdtemp(join(tmpdir(), "neotool-pictures-")));
const cwd = join(parent, "shop");
const dev = $({ cwd, quiet: true });
const program = join(import.meta.dirname, "..", "bin", "neotool.js");
try {
  await mkdir(join(cwd, ".git"), { recursive: true });
  await mkdir(TARGET, { recursive: true });
  // Five rows can be read on a page; twelve cannot.
  await writeFile(join(cwd, "neotool.config.ts"), 'export default { profile: "core" };');
  {
    await using up = neotoolAt(["up"], { cwd, ...SIZE });
    // Some are ready, some say what they wait for: what people see while they wait.
    await up.until("it is at work", () => /[234] of 5 ready/.test(up.screen()) && /running {3}/.test(up.screen()));
    await keep(up, "up", "neotool dev up at work: a row for each service with its phase, what it waits for or its address, and the merged log below");
    if ((await up.exited) !== 0) throw new Error(`up failed:\n${up.scrollback()}`);
  }
  {
    await using ui = neotoolAt(["ui"], { cwd, ...SIZE });
    await ui.until("all is ready", () => /5 of 5 ready/.test(ui.screen()));
    await $({ cwd, quiet: true, input: "create table orders (id int primary key, total numeric);\nselect pg_sleep(0.1);\nselect * from order_lines;\ninsert into orders values (1, 'ten');\n" })`${process.execPath} ${program} dev exec psql`;
    ui.press(DOWN);
    ui.press(DOWN);
    ui.press("\r");
    await ui.until("Postgres' log is shown", () => /log of postgres/.test(ui.screen()) && /order_lines/.test(ui.screen()));
    await keep(ui, "ui", "neotool dev ui on a running instance: Postgres is selected, and its log is followed");
    ui.press("q");
    await ui.exited;
  }
} finally {
  await dev`${process.execPath} ${program} dev down --volumes --yes`;
  await rm(parent, { recursive: true, force: true });
}
