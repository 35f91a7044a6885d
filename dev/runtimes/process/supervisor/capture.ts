import type { Readable } from "node:stream";
import type { Child } from "../../../platform/child.ts";
import type { LogFile } from "./log-file.ts";
import { stampLines } from "./stamp-lines.ts";

/** How long pipes may stay open behind a program that has ended with all its group: somebody outside of it holds them. */
const CLOSES_WITHIN_MS = 500;

const captured = (output: Readable, stream: "o" | "e", log: LogFile, now: () => string): Promise<void> => {
  const stamper = stampLines(stream);
  output.on("data", (chunk: Buffer) => log.write(stamper.push(chunk.toString("latin1"), now())));
  output.on("error", () => {}); // it ends with a close
  return new Promise((resolve) => {
    output.on("close", () => {
      log.write(stamper.end(now()));
      resolve();
    });
  });
};

/**
 * Takes what a program writes as it comes, into its log: it is never left waiting.
 *
 * @returns to be called when the program has ended: resolves when all that it wrote is in the log.
 */
export const capture = ({ stdout, stderr }: Child, log: LogFile, now: () => string): (() => Promise<void>) => {
  const both = Promise.all([captured(stdout, "o", log, now), captured(stderr, "e", log, now)]);
  return async () => {
    const late = setTimeout(() => {
      stdout.destroy();
      stderr.destroy();
    }, CLOSES_WITHIN_MS);
    await both;
    clearTimeout(late);
  };
};
