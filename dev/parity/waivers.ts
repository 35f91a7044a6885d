import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from "yaml";
import { DevError } from "../errors/dev-error.ts";
import type { Origin } from "./facts/known.ts";

export const WAIVERS_FILE = "parity.waivers.yaml";

/** A difference that a project accepts, for a while. */
export interface Waiver {
  /** Of a finding, or a pattern in which `*` stands for anything. */
  readonly id: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds: `2027-01-31`. */
  readonly until: string;
  readonly origin: Origin;
}

const KEYS = ["id", "reason", "owner", "until"] as const;
const isKey = (key: string): key is (typeof KEYS)[number] => KEYS.some((known) => known === key);

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);

const invalid = (file: string, problems: readonly string[]): DevError =>
  new DevError("WAIVERS_INVALID", `${file} has ${problems.length === 1 ? "a problem" : `${problems.length} problems`}`, {
    hint: "A waiver has id, reason, owner and until (a day such as 2027-01-31), below the key `waivers`: docs/parity.md.",
    evidence: problems,
  });

/**
 * Reads what a project accepts.
 *
 * @param file As people are told of it.
 * @throws {DevError} `WAIVERS_INVALID` with every problem and its file:line.
 */
export const parseWaivers = (text: string, file: string): readonly Waiver[] => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "failsafe" });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const problems: string[] = document.errors.map(({ message, pos }) => `${file}:${lineAt(pos[0])} ${message.split("\n")[0]?.replace(/ at line \d+.*$/, "")}`);
  if (problems.length > 0) throw invalid(file, problems);
  const say = (node: Node | null | undefined, problem: string): void => void problems.push(`${file}:${lineAt(node?.range?.[0] ?? 0)} ${problem}`);
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === "")) return [];
  const list = isMap(root) ? root.get("waivers", true) : undefined;
  if (!isMap(root) || !isSeq(list) || root.items.length !== 1) throw invalid(file, [`${file}:${lineAt(root.range?.[0] ?? 0)} it needs one key, waivers, with a list`]);
  const waivers = list.items.flatMap((item): readonly Waiver[] => {
    if (!isMap(item)) {
      say(list, "a waiver is a map of id, reason, owner and until");
      return [];
    }
    const before = problems.length;
    const values: Record<string, string> = {};
    for (const { key, value } of item.items) {
      const name = String(key);
      if (!isKey(name)) say(item, `"${name}" is no key of a waiver: ${KEYS.join(", ")}`);
      else if (!isScalar(value) || String(value.value).trim() === "") say(item, `${name} is empty, or no text`);
      else values[name] = String(value.value).trim();
    }
    for (const key of KEYS) if (!(key in values) && !item.has(key)) say(item, `the waiver has no ${key}`);
    const { id = "", reason = "", owner = "", until = "" } = values;
    if (until !== "" && !isDay(until)) say(item, `until is no day: "${until}"; write it as 2027-01-31`);
    return problems.length > before ? [] : [{ id, reason, owner, until, origin: { kind: "file", file, line: lineAt(item.range?.[0] ?? 0) } }];
  });
  if (problems.length > 0) throw invalid(file, problems);
  return waivers;
};
