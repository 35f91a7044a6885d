import { upAgainstBound } from "./against-bound.ts";
import type { Row } from "./row.ts";

/** G2: the images are there and nothing else, as on the first day. */
export const coldUp: Row = { id: "g2", title: "cold up against the lower bound", run: (bench) => upAgainstBound("cold", { must: 1.35, stretch: 1.15 }, bench) };
