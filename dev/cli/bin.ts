import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.ts";
import { main } from "./main.ts";
import { listenOnUse } from "./own-stream.ts";
import { standardSink } from "./standard-sink.ts";

const INTERRUPTED = 130;

const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));

const stdout = standardSink(1, listenOnUse("stdout"));
const stderr = standardSink(2, listenOnUse("stderr"));

const run = async (): Promise<void> => {
  process.exitCode = await main({ argv: process.argv.slice(2), version, stdout, stderr });
  // A call that was cut off in the middle may hang on, and would keep the process alive long after it has said that it ended.
  if (process.exitCode === INTERRUPTED) process.exit();
};

void run();
