import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.ts";
import { main } from "./main.ts";
import { listenOnUse } from "./own-stream.ts";
import { standardSink } from "./standard-sink.ts";

const FAILED = 1;
const INTERRUPTED = 130;

const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));

const stdout = standardSink(1, listenOnUse("stdout"));
const stderr = standardSink(2, listenOnUse("stderr"));

/** Something that waits for what never comes keeps no process alive: Node ends it as if all were done. */
const endedTooSoon = (): void => {
  if (process.listenerCount("beforeExit") > 1) return; // who else listens knows what was waited for, and says that
  stderr.write("error[BUG] neotool ended before it was done: it waited for something that never came\n  fix:   Run the same command again: it goes on from where this one was. Please report it with the run log.\n");
  process.exitCode = FAILED;
};

const run = async (): Promise<void> => {
  process.on("beforeExit", endedTooSoon);
  process.exitCode = await main({ argv: process.argv.slice(2), version, stdout, stderr });
  process.off("beforeExit", endedTooSoon);
  // A call that was cut off in the middle may hang on, and would keep the process alive long after it has said that it ended.
  if (process.exitCode === INTERRUPTED) process.exit();
};

void run();
