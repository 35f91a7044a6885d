import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { reportError } from "../errors/format.ts";
import type { Redactor } from "./redact.ts";

/** What happened in one run, a JSON object a line, for a report to us. Never holds a secret that the redactor knows. */
interface RunLog {
  readonly path: string;
  write(event: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** JSON has no errors: without this, a failure would be logged without its sentence. */
const withErrors = (_key: string, value: unknown): unknown => (value instanceof Error ? reportError(value) : value);

/** Appends NDJSON to `path` (0600, directory 0700). A failing log never fails the run. */
export const openRunLog = (path: string, redactor: Redactor, date: () => Date): RunLog => {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  } catch {
    // Said by the stream below, which fails for the same reason.
  }
  const stream = createWriteStream(path, { flags: "a", mode: 0o600 });
  stream.on("error", () => {}); // a full disk: the run has its own, better words for that
  return {
    path,
    write: (event) => void stream.write(`${redactor.redact(JSON.stringify({ at: date().toISOString(), ...event }, withErrors))}\n`),
    close: () => new Promise((resolve) => void stream.end(() => resolve())),
  };
};
