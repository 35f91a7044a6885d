import type { Sweeper } from "../isolation/swept.ts";
import type { StoreName } from "./scope.ts";

/** Something that a store keeps, and that a wipe destroys. */
export interface Holding {
  readonly store: StoreName;
  readonly kind: "database" | "schema" | "topic" | "consumer group" | "bucket" | "objects" | "secret" | "key pair" | "files" | "things of tests";
  readonly name: string;
  /** How many there are in it, in its own unit; `undefined`: it is not counted. */
  readonly count: { readonly number: number; readonly unit: "rows" | "records" | "objects" | "versions"; readonly isEstimate: boolean } | undefined;
  /** On disk; `undefined`: the store does not say. */
  readonly bytes: number | undefined;
}

/** One store, seen through the scope that was asked for. What is connected for one question serves the next: whoever opens it disposes of it. */
export interface Wiper extends AsyncDisposable {
  readonly store: StoreName;
  /** Connects, and asks what every other question begins with: for who has a moment to wait anyway. @throws {DevError} where the store does not answer. */
  greet(signal: AbortSignal): Promise<void>;
  /** What a wipe destroys, as it is now. @throws {DevError} `USAGE` when the scope names something that is not there. */
  holdings(signal: AbortSignal): Promise<readonly Holding[]>;
  /**
   * Destroys it. What holds it (databases, roles, topics with their settings, buckets with their policies) stays.
   *
   * @returns what people should know although nothing failed.
   */
  wipe(signal: AbortSignal): Promise<readonly string[]>;
  /** What of it is still there, in words; empty: nothing. */
  left(signal: AbortSignal): Promise<readonly string[]>;
  /** What tests have isolated in it, over the same connections; `undefined`: nothing can be. */
  readonly isolated?: Sweeper;
}
