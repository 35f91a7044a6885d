/** Who the variables are for; without one, everything. */
export const CONSUMERS = ["kotlin", "next", "router", "jdbc"] as const;
export type Consumer = (typeof CONSUMERS)[number];
