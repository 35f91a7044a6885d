/** Where services run: as containers of an engine, or as pods of a k3d cluster. */
export const RUNTIMES = ["container", "k3d"] as const;

export type RuntimeId = (typeof RUNTIMES)[number];
