import type { Sources } from "./place/sources.ts";
import type { Pool } from "./pool.ts";
import type { Unknown } from "./production.ts";
import type { Stage } from "./stage.ts";
import type { Tree } from "./tree/tree.ts";

/** What everything that reads shares, for one load. */
export interface LoadContext {
  readonly tree: Tree;
  readonly sources: Sources;
  readonly stage: Stage;
  /** Programs at a time. */
  readonly pool: Pool;
  readonly signal: AbortSignal;
  kubectl(): Promise<string>;
  helm(): Promise<string>;
  /** Folders outside the tree that may hold charts. */
  readonly chartCaches: readonly string[];
  /** Of the given folder below the top of its repository, `deploy/`, or nothing. */
  readonly prefix: string;
  /** The URLs of this very repository. */
  readonly remotes: readonly string[];
  /** Notes what could not be told; the same only once. */
  unknown(found: Unknown): void;
  /** Notes a value that no report may show. */
  secret(value: string): void;
}
