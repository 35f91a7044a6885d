import type { Observed, ObservedContainer } from "./observed.ts";

/** What of an instance is on this machine itself, and in no runtime. */
export const programsOf = ({ containers }: Pick<Observed, "containers">): ReadonlyMap<string, ObservedContainer> => new Map([...containers].filter(([, { program }]) => program !== undefined));
