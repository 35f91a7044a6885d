import { constants } from "node:os";

const SIGNALLED = 128;

/** What is known of a code besides its number. */
const KNOWN: Readonly<Record<number, string>> = {
  0: "it ended without an error, but is meant to go on running",
  126: "its program cannot be executed: no permission, or an image of another platform",
  127: "its program is not in the image",
};

const SIGNALS: Readonly<Record<number, string>> = {
  6: "it gave up on an error that it cannot handle",
  9: "somebody killed it, a stop took too long, or the engine's machine had no memory left",
  11: "it crashed",
  15: "it was asked to stop",
};

const nameOf = (signal: number): string => Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`;

/** An exit code in words. */
export const meaningOf = (exitCode: number): string => {
  const signal = exitCode - SIGNALLED;
  if (signal > 0 && signal < 65) return `${nameOf(signal)}${SIGNALS[signal] === undefined ? "" : `: ${SIGNALS[signal]}`}`;
  return KNOWN[exitCode] ?? "its last lines say why";
};
