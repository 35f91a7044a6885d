import type { HttpGet, LokiEntry } from "../../dev/data/loki/query-range.ts";

export interface FakeLoki {
  readonly get: HttpGet;
  /** The limits of all requests, in order. */
  readonly limits: readonly number[];
}

/** A Loki with a memory: periods, limits and both directions, as the real one has them. @param most What it refuses to exceed. */
export const fakeLoki = (entries: readonly LokiEntry[], most = 5_000): FakeLoki => {
  const limits: number[] = [];
  const get: HttpGet = async (url) => {
    const { searchParams: asked, pathname } = new URL(url);
    if (pathname !== "/loki/api/v1/query_range") return { status: 404, body: "page not found" };
    const [limit, start, end] = [Number(asked.get("limit")), BigInt(asked.get("start") ?? 0), BigInt(asked.get("end") ?? 0)];
    limits.push(limit);
    if (limit > most) return { status: 400, body: `max entries limit per query exceeded, limit > max_entries_limit (${limit} > ${most})\n` };
    const service = /service="([^"]*)"/.exec(asked.get("query") ?? "")?.[1];
    const isForward = asked.get("direction") === "forward";
    const period = entries.filter(({ ns, labels }) => labels.service === service && BigInt(ns) >= start && BigInt(ns) < end);
    const inOrder = period.toSorted((a, b) => (isForward ? 1 : -1) * (a.ns < b.ns ? -1 : a.ns > b.ns ? 1 : 0)).slice(0, limit);
    const streams = Map.groupBy(inOrder, ({ labels }) => JSON.stringify(labels));
    const result = [...streams].map(([labels, values]) => ({ stream: JSON.parse(labels), values: values.map(({ ns, line }) => [ns, line]) }));
    return { status: 200, body: JSON.stringify({ status: "success", data: { resultType: "streams", result } }) };
  };
  return { get, limits };
};
