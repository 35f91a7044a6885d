import type { View } from "../../engine/view.ts";

/** What becomes of data that a service cannot work with. */
export const OLD_DATA = ["keep", "upgrade", "reset"] as const;
export type OldDataChoice = (typeof OLD_DATA)[number];

/** A service that did not start because of what is on its volume. */
export interface Held {
  readonly service: string;
  /** What is the matter, a sentence. */
  readonly why: string;
  /** Whether its data can be taken over. */
  readonly canUpgrade: boolean;
}

const CODES: readonly string[] = ["VOLUME_INCOMPATIBLE", "CLUSTER_ID_MISMATCH"];

/** Pure. */
export const heldByOldData = ({ services }: Pick<View, "services">): readonly Held[] =>
  [...services.values()].flatMap(({ name, error }) => (error !== null && CODES.includes(error.code) ? [{ service: name, why: error.message, canUpgrade: name === "postgres" || name === "kafka" }] : []));
