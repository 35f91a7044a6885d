import { docAnchor, ERROR_CODES, type ErrorCode } from "./codes.ts";
import { causesOf, DevError, rootMessage } from "./dev-error.ts";

/** An error as `--json` prints it. `code` is `BUG` for what we did not foresee. No key is ever left out. */
export interface ErrorReport {
  readonly code: ErrorCode | "BUG";
  readonly message: string;
  readonly hint: string;
  readonly cause: string | null;
  readonly evidence: readonly string[];
  readonly docs: string | null;
}

/** The one place where an error becomes words. A bug of ours shows its stack; a failure we understand does not. */
export const reportError = (error: unknown): ErrorReport => {
  if (error instanceof DevError) {
    const { code, message, hint, evidence } = error;
    const cause = causesOf(error.cause).length === 0 ? null : rootMessage(error.cause);
    // Where the sentence ends in its cause, saying it again would help nobody.
    return { code, message, hint, cause: cause !== null && message.includes(cause) ? null : cause, evidence, docs: docAnchor(code) };
  }
  // All of the chain: the defect is where the innermost error was thrown.
  const stacks = causesOf(error).map((one) => (one instanceof Error ? (one.stack ?? one.message) : String(one)));
  return {
    code: "BUG",
    message: `neotool failed in a way it does not know: ${rootMessage(error)}`,
    hint: "This is a defect of neotool. Please report it with the lines above and the run log.",
    cause: null,
    evidence: stacks.join("\ncaused by: ").split("\n"),
    docs: null,
  };
};

const indented = (text: string, by: number): string => text.replaceAll("\n", `\n${" ".repeat(by)}`);

/** The report as text: sentence, cause, evidence, fix. */
export const formatErrorReport = (report: ErrorReport): string =>
  [
    `error[${report.code}] ${indented(report.message, 2)}`,
    ...(report.cause === null ? [] : [`  cause: ${indented(report.cause, 9)}`]),
    ...report.evidence.flatMap((lines) => lines.split("\n")).map((line) => `  | ${line}`),
    `  fix:   ${indented(report.hint, 9)}`,
    ...(report.docs === null ? [] : [`  more:  ${report.docs}`]),
  ].join("\n");

/** 0 is never returned here: an error always fails the process. */
export const exitCodeOf = (error: unknown): number => (error instanceof DevError ? ERROR_CODES[error.code].exit : 1);
