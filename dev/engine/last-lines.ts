import type { Runtime } from "./runtime.ts";

const HOW_MANY = 20;
const LONGEST = 300;
const WITHIN_MS = 5_000;

/** The last lines that a service wrote: evidence for an error. Empty when they cannot be had. */
export const lastLines = async (runtime: Runtime, service: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  try {
    for await (const { text } of runtime.logs(service, { tail: HOW_MANY }, AbortSignal.timeout(WITHIN_MS))) {
      lines.push(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
    }
  } catch (error) {
    // The error that this is evidence for matters more than why there is none.
    lines.push(`(its log could not be read: ${error instanceof Error ? error.message : String(error)})`);
  }
  return lines;
};
