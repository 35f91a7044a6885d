import type { Holding } from "../data/reset/holding.ts";
import { bytesText } from "../ui/usage-text.ts";
import { table } from "./table.ts";

const countText = ({ count }: Holding): string => (count === undefined ? "" : `${count.isEstimate ? "about " : ""}${count.number} ${count.number === 1 ? count.unit.replace(/s$/, "") : count.unit}`);

/** What a reset destroys, a line each. */
export const holdingsTable = (holdings: readonly Holding[]): string =>
  table(holdings.map((holding) => [holding.store, `${holding.kind} ${holding.name}`, countText(holding), holding.bytes === undefined ? "" : bytesText(holding.bytes)]));

/** The same in a few words. @example "2 databases, 16.1 MB" */
export const sizeText = (holdings: readonly Holding[]): string => {
  const kinds = new Map<string, number>();
  for (const { kind } of holdings) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const counted = [...kinds].map(([kind, count]) => (kind === "files" || kind === "objects" || kind === "things of tests" ? kind : `${count} ${kind}${count === 1 ? "" : "s"}`));
  const bytes = holdings.reduce((sum, holding) => sum + (holding.bytes ?? 0), 0);
  return holdings.length === 0 ? "nothing" : [...counted, ...(bytes === 0 ? [] : [bytesText(bytes)])].join(", ");
};
