import { messageOf } from "../errors/message-of.ts";
import { isRecord } from "../platform/is-record.ts";
import type { Runtime } from "./runtime.ts";

const HOW_MANY = 20;
const MOST_TOLD = 60;
const LONGEST = 300;
const WITHIN_MS = 5_000;

/** Where it is too long to be read in a terminal. */
export const cutShort = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** The last lines that a service wrote, however long. Empty when they cannot be had. */
export const lastWords = async (runtime: Runtime, service: string): Promise<readonly string[]> => {
  const lines: string[] = [];
  try {
    for await (const { text } of runtime.logs(service, { tail: HOW_MANY }, AbortSignal.timeout(WITHIN_MS))) lines.push(text);
  } catch (error) {
    // The error that this is evidence for matters more than why there is none.
    lines.push(`(its log could not be read: ${messageOf(error)})`);
  }
  return lines;
};

/** The same as evidence for an error. */
export const lastLines = async (runtime: Runtime, service: string): Promise<readonly string[]> => (await lastWords(runtime, service)).map(cutShort);

const messageIn = (line: string): string => {
  try {
    const said: unknown = JSON.parse(line);
    return isRecord(said) && typeof said.message === "string" ? said.message : "";
  } catch {
    return ""; // not of JSON
  }
};

/** What follows this beginning in the message of one of these lines, line by line. Empty: none of them has it. */
export const toldIn = (lines: readonly string[], beginning: string): readonly string[] => {
  const message = lines.map(messageIn).find((one) => one.startsWith(beginning)) ?? "";
  return message.slice(beginning.length).split("\n").filter((line) => line.trim() !== "").slice(0, MOST_TOLD).map(cutShort);
};
