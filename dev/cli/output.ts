import { formatErrorReport, type ErrorReport } from "../errors/format.ts";
import type { Redactor } from "../platform/redact.ts";

/** The one envelope of every `--json`. No key is ever left out. */
export interface Envelope {
  readonly schemaVersion: 1;
  readonly command: string;
  readonly status: "ok" | "failed";
  readonly data: unknown;
  readonly warnings: readonly string[];
  readonly error: ErrorReport | null;
}

/** A place to write; `isTTY` decides about prompts and colours. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
  /** After a `write` that gave `false`: called when it takes more. */
  once?(event: "drain", listener: () => void): unknown;
}

/** stdout = results, stderr = narration. Nothing leaves without passing the redactor. */
export interface Output {
  readonly mode: "text" | "json";
  /** Results that come in a stream: a line of a log, a variable. Secrets that were asked for pass by `raw`. */
  line(text: string): void;
  /**
   * Many of them, as fast as they are taken: resolves when there is room for more, which may be never.
   *
   * @throws the signal's reason, when it is aborted before that.
   */
  lines(texts: readonly string[], signal: AbortSignal): Promise<void>;
  /** What is going on; in JSON mode one JSON object a line on stderr. */
  narrate(text: string, event?: Readonly<Record<string, unknown>>): void;
  /** Something that people should know although nothing failed. Part of the envelope. */
  warn(text: string): void;
  /** The end: the result, or the error, or both. Called once. */
  finish(result: { readonly data: unknown; readonly text: string } | undefined, error: ErrorReport | null): void;
}

/** An output that makes way for a screen. */
export interface TerminalOutput extends Output {
  /**
   * While a screen is drawn nothing may be written beside it. What would go to stderr is told to the screen, and written
   * when the screen is gone.
   *
   * @returns what ends it.
   */
  hold(tell: (text: string) => void): () => void;
  /** A text as it would be written: secrets hidden, commands as the user calls them. */
  worded(text: string): string;
}

export interface OutputOptions {
  readonly command: string;
  readonly mode: "text" | "json";
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly redactor: Redactor;
  /** How the user called this program, so that hints can be pasted: `neotool`, `./neotool`, `npx neotool`. */
  readonly invokedAs: string;
}

/** Its reader has taken what was written. */
const drained = (sink: Sink, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    sink.once?.("drain", () => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
  });

export const createOutput = ({ command, mode, stdout, stderr, redactor, invokedAs }: OutputOptions): TerminalOutput => {
  const warnings: string[] = [];
  const asCalled = (text: string) => (invokedAs === "neotool" ? text : text.replaceAll(/(?<![\w./-])neotool dev\b/g, `${invokedAs} dev`));
  const worded = (text: string) => redactor.redact(asCalled(text));
  let screen: ((text: string) => void) | undefined;
  const held: string[] = [];
  const say = (text: string) => {
    if (screen) {
      held.push(worded(text));
      screen(worded(text));
    } else {
      stderr.write(`${worded(text)}\n`);
    }
  };
  const print = (text: string) => void stdout.write(`${text}\n`);
  return {
    mode,
    worded,
    hold: (tell) => {
      screen = tell;
      return () => {
        screen = undefined;
        for (const text of held.splice(0)) stderr.write(`${text}\n`);
      };
    },
    line: (text) => print(redactor.redact(text)),
    lines: async (texts, signal) => {
      if (texts.length > 0 && stdout.write(`${redactor.redact(texts.join("\n"))}\n`) === false) await drained(stdout, signal);
    },
    narrate: (text, event) => {
      if (mode === "text") say(text);
      else if (event) say(JSON.stringify(event));
    },
    warn: (text) => {
      warnings.push(redactor.redact(text));
      if (mode === "text") say(`warning: ${text}`);
    },
    finish: (result, error) => {
      if (mode === "json") {
        const report = error && { ...error, message: worded(error.message), hint: worded(error.hint), cause: error.cause && worded(error.cause), evidence: error.evidence.map(worded) };
        const envelope: Envelope = { schemaVersion: 1, command, status: error ? "failed" : "ok", data: result?.data ?? null, warnings, error: report };
        print(JSON.stringify(envelope, null, 2));
        return;
      }
      if (result && result.text !== "") print(asCalled(result.text));
      if (error) say(formatErrorReport(error));
    },
  };
};
