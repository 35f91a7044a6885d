import { isRecord } from "../../../platform/is-record.ts";
import type { Path } from "../production.ts";

export interface Item {
  readonly value: Readonly<Record<string, unknown>>;
  /** Where it stands in the document. */
  readonly at: Path;
}

/** The objects of a document: a `List` is those that it holds. Nothing for what is no object of Kubernetes. */
export const itemsOf = (document: unknown, at: Path = []): readonly Item[] => {
  if (!isRecord(document) || typeof document.kind !== "string" || typeof document.apiVersion !== "string") return [];
  if (document.kind.endsWith("List") && Array.isArray(document.items)) return document.items.flatMap((item: unknown, index) => itemsOf(item, [...at, "items", index]));
  return [{ value: document, at }];
};

/** Whether a text may hold objects of Kubernetes, without understanding it. */
export const looksLikeObjects = (text: string): boolean => /^["']?kind["']?\s*:/m.test(text) && /^["']?apiVersion["']?\s*:/m.test(text);
