import { DevError } from "../../errors/dev-error.ts";

/** One entry as Loki keeps it. */
export interface LokiEntry {
  /** Nanoseconds since 1970: as text, since a number has no room for them. */
  readonly ns: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly line: string;
}

export interface LokiQuery {
  /** LogQL, for example `{service="kafka"}`. */
  readonly query: string;
  /** Nanoseconds since 1970; the first one is asked for, the end is not. */
  readonly start: bigint;
  readonly end: bigint;
  /** Which end comes first. */
  readonly direction: "forward" | "backward";
  /** Entries a request. @default 2500, half of what Loki allows by itself */
  readonly pageSize?: number;
}

/** GET, however it is done. */
export type HttpGet = (url: string) => Promise<{ readonly status: number; readonly body: string }>;

interface Answer {
  readonly data: { readonly result: readonly { readonly stream: Readonly<Record<string, string>>; readonly values: readonly (readonly [string, string])[] }[] };
}

const PAGE_SIZE = 2_500;

const byTime = ({ direction }: LokiQuery) => (a: LokiEntry, b: LokiEntry) => {
  const order = a.ns.length - b.ns.length || (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0);
  return direction === "forward" ? order : -order;
};

const keyOf = ({ ns, labels, line }: LokiEntry): string => JSON.stringify([ns, labels, line]);

const onePage = async (baseUrl: string, query: LokiQuery, limit: number, get: HttpGet): Promise<readonly LokiEntry[]> => {
  const { query: expression, start, end, direction } = query;
  const parameters = new URLSearchParams({ query: expression, start: String(start), end: String(end), limit: String(limit), direction });
  const { status, body } = await get(`${baseUrl}/loki/api/v1/query_range?${parameters}`);
  if (status !== 200) throw refused(baseUrl, status, body);
  const { data }: Answer = JSON.parse(body);
  // By streams, and each stream in order: equal times keep theirs.
  return data.result.flatMap(({ stream, values }) => values.map(([ns, line]) => ({ ns, labels: stream, line }))).sort(byTime(query));
};

const refused = (baseUrl: string, status: number, body: string): DevError =>
  new DevError("COMMAND_FAILED", `Loki at ${baseUrl} answered HTTP ${status}: ${body.trim() || "nothing more"}`, {
    hint: "A shorter time (--since, --until) asks less of it. Without --source loki the engine is asked.",
  });

/**
 * All entries of a period, page by page, each once: a page may end among entries of one moment, so the next begins with
 * that moment again, and what was given of it is left out. (Loki itself keeps an entry with the same labels, time and text
 * but once.)
 *
 * @throws {DevError} `COMMAND_FAILED` when Loki refuses; what `get` throws.
 */
export async function* lokiEntries(baseUrl: string, query: LokiQuery, get: HttpGet): AsyncIterable<readonly LokiEntry[]> {
  const { pageSize = PAGE_SIZE, direction } = query;
  let { start, end } = query;
  let limit = pageSize;
  let border: { readonly ns: string; readonly given: ReadonlySet<string> } | undefined;
  for (;;) {
    const page = await onePage(baseUrl, { ...query, start, end }, limit, get);
    const known = border;
    const fresh = known === undefined ? page : page.filter((entry) => entry.ns !== known.ns || !known.given.has(keyOf(entry)));
    if (fresh.length > 0) yield fresh;
    const last = page.at(-1);
    if (last === undefined || page.length < limit) return;
    const isStuck = last.ns === border?.ns; // more entries of one moment than a page holds
    const givenNow = page.filter(({ ns }) => ns === last.ns).map(keyOf);
    border = { ns: last.ns, given: new Set(isStuck && known ? [...known.given, ...givenNow] : givenNow) };
    limit = isStuck ? limit * 2 : pageSize;
    if (direction === "forward") start = BigInt(last.ns);
    else end = BigInt(last.ns) + 1n;
  }
}
