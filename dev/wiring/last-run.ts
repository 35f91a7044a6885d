import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunFacts } from "../doctor/why/facts.ts";
import { HOLD_DURING } from "../engine/view.ts";
import type { ErrorReport } from "../errors/format.ts";
import type { InstanceDirectory } from "../instance/directory.ts";
import type { Operation } from "../planner/operation.ts";
import { lockHolder } from "../platform/file-lock.ts";

/** A line of a run log, as far as it is about one service. */
interface LoggedEvent {
  readonly type?: string;
  readonly service?: string;
  readonly text?: string;
  readonly node?: { readonly op: { readonly kind: Operation["kind"]; readonly service?: string } };
  readonly error?: ErrorReport;
}

const RUNS: readonly string[] = ["up", "restart"];
/** `2026-11-21T02-40-11-123Z-up.ndjson` */
const NAME = /^(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)-(\d{3}Z)-([a-z]+)\.ndjson$/;

const eventOf = (line: string): LoggedEvent | undefined => {
  try {
    const event: LoggedEvent = JSON.parse(line);
    return event;
  } catch {
    return undefined; // the last line of a run that was killed, or is being written
  }
};

/**
 * What the newest run of `up` or `restart` said of each service, from its log. Empty when there was none.
 */
export const lastRun = async ({ logs, lock }: InstanceDirectory): Promise<ReadonlyMap<string, RunFacts>> => {
  const names = (await readdir(logs).catch(() => [])).filter((name) => RUNS.includes(NAME.exec(name)?.[6] ?? "")).sort();
  const newest = names.at(-1);
  const [, day = "", hours = "", minutes = "", seconds = "", rest = "", command = ""] = NAME.exec(newest ?? "") ?? [];
  if (newest === undefined) return new Map();
  const [content, holder] = await Promise.all([readFile(join(logs, newest), "utf8").catch(() => ""), lockHolder(lock)]);
  const process = holder !== undefined && RUNS.includes(holder.purpose) ? holder.pid : null;
  const facts = new Map<string, RunFacts>();
  for (const event of content.split("\n").flatMap((line) => eventOf(line) ?? [])) {
    const service = event.service ?? event.node?.op.service;
    if (service === undefined) continue;
    const before = facts.get(service) ?? { command, at: `${day}${hours}:${minutes}:${seconds}.${rest}`, process, doing: null, failure: null };
    facts.set(service, { ...before, ...after(event) });
  }
  return facts;
};

const after = ({ type, text, node, error }: LoggedEvent): Partial<RunFacts> => {
  switch (type) {
    case "progress":
      return { doing: text ?? null };
    case "began":
      return { doing: (node && HOLD_DURING[node.op.kind]) ?? null };
    case "done":
      return { doing: null };
    case "failed":
      return { failure: error ?? null };
    default:
      return {};
  }
};
