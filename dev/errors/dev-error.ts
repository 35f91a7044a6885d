import type { ErrorCode } from "./codes.ts";

/** What a {@link DevError} carries besides its code and sentence. */
interface DevErrorDetails {
  /** An act that helps, best a command to paste. */
  readonly hint: string;
  /** The error underneath, where there is one. */
  readonly cause?: unknown;
  /** What was seen: last probe answer, last log lines, all problems of a file. One line each. @default [] */
  readonly evidence?: readonly string[];
}

/** A failure we understand: what happened, why (`cause`) and what to do about it (`hint`). */
export class DevError extends Error {
  override readonly name = "DevError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly evidence: readonly string[];

  constructor(code: ErrorCode, message: string, { hint, cause, evidence = [] }: DevErrorDetails) {
    super(message, { cause });
    this.code = code;
    this.hint = hint;
    this.evidence = evidence;
  }
}

/** An error and what is underneath it, outermost first. Node's "all addresses failed" counts as its first member. */
export const causesOf = (error: unknown): readonly unknown[] => {
  const chain: unknown[] = [];
  let current = error;
  while (current !== undefined && current !== null && !chain.includes(current)) {
    chain.push(current); // a cause that leads back to itself ends the chain
    if (!(current instanceof Error)) break;
    current = current instanceof AggregateError && current.errors.length > 0 ? current.errors[0] : current.cause;
  }
  return chain;
};

/** The innermost sentence of a chain of causes: what the operating system or the engine really said. */
export const rootMessage = (error: unknown): string => {
  const sentences = causesOf(error).map((one) => (one instanceof Error ? one.message : String(one)));
  return sentences.findLast((sentence) => sentence.trim() !== "") ?? (error instanceof Error ? error.name : String(error));
};
