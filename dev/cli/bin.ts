import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../platform/package-root.ts";
import { main } from "./main.ts";
import { standardSink } from "./standard-sink.ts";

const INTERRUPTED = 130;

const { version }: { version: string } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));

/** A reader that goes away (`| head`) is no failure. */
const endWithReader = (error: Error): void => {
  if ("code" in error && error.code === "EPIPE") process.exit(0);
  throw error;
};

/** Gives a standard stream its listener when it is first asked for, by whomever: nobody pays for one that is not used. */
const listenOnUse = (name: "stdout" | "stderr"): (() => NodeJS.WriteStream) => {
  const made = Object.getOwnPropertyDescriptor(process, name) ?? {};
  const stream = (): NodeJS.WriteStream => process[name];
  const listening = (): NodeJS.WriteStream => {
    Object.defineProperty(process, name, made);
    return stream().on("error", endWithReader);
  };
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: listening });
  return stream;
};

const stdout = standardSink(1, listenOnUse("stdout"));
const stderr = standardSink(2, listenOnUse("stderr"));

const run = async (): Promise<void> => {
  process.exitCode = await main({ argv: process.argv.slice(2), version, stdout, stderr });
  // A call that was cut off in the middle may hang on, and would keep the process alive long after it has said that it ended.
  if (process.exitCode === INTERRUPTED) process.exit();
};

void run();
