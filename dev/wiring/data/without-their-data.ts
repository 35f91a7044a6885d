import type { Scopes } from "../../data/reset/scope.ts";
import type { Desired } from "../../planner/desired.ts";

/** Pure. Services that keep their data in a database of another one which these scopes empty. */
export const withoutTheirData = (desired: Desired, { postgres: scope }: Scopes): readonly string[] =>
  [...desired.values()].flatMap(({ kind, name, service }) => {
    const dataIn = kind === "container" ? service.dataIn : undefined;
    if (dataIn?.service !== "postgres" || scope === undefined) return [];
    return scope === "all" || scope.some(({ database }) => database === dataIn.database) ? [name] : [];
  });
