import type { IsolatedBy } from "../../data/isolation/by-owner.ts";
import { countLeftovers } from "../../data/isolation/isolated-too.ts";
import { connectEngine } from "../../docker/connect.ts";
import { megabytes } from "../../images/progress.ts";
import { unknownName } from "../../platform/closest.ts";
import { formatAge } from "../../platform/duration.ts";
import type { Whereabouts } from "../../platform/process-identity.ts";
import { whoIsolates } from "../../wiring/data/isolation/leftovers.ts";
import { readLedger, type LedgerEntry } from "../../wiring/ledger.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { PsInput } from "../commands/ps.ts";
import { table } from "../table.ts";

const SESSION_OWNERS = { lives: "", dead: ", which has ended", elsewhere: ", which does not run here" } as const satisfies Record<Whereabouts, string>;

/** Of a session: whose it is; of an orphan: what removes it. */
const remark = ({ isOrphan, folder, session }: LedgerEntry): string => {
  const whose = session && `${session.purpose}, process ${session.pid}${SESSION_OWNERS[session.owner]}`;
  if (!isOrphan) return whose ? `  (${whose})` : folder === "elsewhere" ? "  (in another container or on another machine)" : "";
  return `  (${session && session.owner !== "lives" ? whose : "gone"}: neotool dev prune removes it)`;
};

const row = (entry: LedgerEntry, now: number): readonly string[] => [
  entry.id,
  entry.containers.length === 0 ? "down" : `${entry.running} of ${entry.containers.length} running`,
  formatAge(now - Date.parse(entry.since)),
  entry.memoryBytes === null ? "" : megabytes(entry.memoryBytes),
  entry.ports.join(" "),
  entry.workingCopy + remark(entry),
];

const chosen = (ledger: readonly LedgerEntry[], names: readonly string[], all: boolean): readonly LedgerEntry[] => {
  const ids = ledger.map(({ id }) => id);
  for (const name of names) if (!ids.includes(name)) throw unknownName("instance", name, ids);
  return names.length > 0 ? ledger.filter(({ id }) => names.includes(id)) : all ? ledger : ledger.filter(({ running }) => running > 0);
};

const OWNERS = { lives: "", dead: ", which is dead (neotool dev prune removes it)", elsewhere: ", which does not run here" } as const satisfies Record<Whereabouts, string>;

const isolatedLine = (id: string, { pid, owner, since, things }: IsolatedBy, now: number): string =>
  `${id}: ${countLeftovers(things)} of tests, for ${formatAge(now - Date.parse(since))}, by process ${pid}${OWNERS[owner]}`;

export const run = async ({ args, options }: PsInput, { surroundings, interrupt }: CommandContext): Promise<CommandResult> => {
  const ledger = await readLedger(await connectEngine(surroundings), "ask");
  const isolated = options.all ? await whoIsolates(chosen(ledger, args, true), surroundings, interrupt.soft) : new Map<string, readonly IsolatedBy[]>();
  const instances = chosen(ledger, args, options.all).map((entry) => ({ ...entry, isolated: isolated.get(entry.id) ?? null }));
  const hidden = args.length > 0 ? 0 : ledger.length - instances.length;
  const now = surroundings.clock.date().getTime();
  const rows = [["INSTANCE", "STATE", "AGE", "MEMORY", "PORTS", "WORKING COPY"], ...instances.map((entry) => row(entry, now))];
  const more = hidden === 0 ? [] : [`${hidden} more ${hidden === 1 ? "does" : "do"} not run: --all`];
  const tests = instances.flatMap((entry) => (entry.isolated ?? []).map((by) => isolatedLine(entry.id, by, now)));
  const text = instances.length === 0 ? ["No instance runs on this machine.", ...more].join("\n") : [table(rows), ...(tests.length > 0 ? ["", ...tests] : []), ...more].join("\n");
  return { data: { instances }, text };
};
