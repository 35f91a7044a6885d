import type { StoreName } from "../reset/scope.ts";

/** Something of a test's that nobody needs any more. */
export interface Leftover {
  readonly store: Extract<StoreName, "postgres" | "kafka" | "minio" | "vault">;
  readonly kind: "database" | "role" | "template" | "topic" | "consumer group" | "bucket" | "mount";
  readonly name: string;
}

/** What of one store is left by tests, and how it goes. */
export interface Sweeper extends AsyncDisposable {
  readonly store: Leftover["store"];
  /** Looks, and changes nothing. */
  find(): Promise<readonly Leftover[]>;
  /** Removes what was found. What somebody else removes at the same time is no failure. */
  remove(found: readonly Leftover[]): Promise<void>;
}

/** Those of these names that the judge says are over. */
export const overAmong = async (names: readonly string[], isOver: (name: string) => Promise<boolean>): Promise<readonly string[]> => {
  const verdicts = await Promise.all(names.map(isOver));
  return names.filter((_, at) => verdicts[at]);
};
