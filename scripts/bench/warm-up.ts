import { upAgainstBound } from "./against-bound.ts";
import type { Row } from "./row.ts";

/** G1: everything is there and stopped, as after the machine was restarted. */
export const warmUp: Row = { id: "g1", title: "warm up against the lower bound", run: (bench) => upAgainstBound("warm", { must: 1.25, stretch: 1.1 }, bench) };
