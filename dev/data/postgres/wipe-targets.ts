import { unknownName } from "../../platform/closest.ts";
import type { PostgresPart, Scopes } from "../reset/scope.ts";
import { MAINTENANCE, type DatabaseFacts } from "./database-facts.ts";

/** `replace`: a new one takes its place. `empty`: what is in its schemas goes. */
export type WipeTarget = { readonly database: DatabaseFacts } & ({ readonly how: "replace" } | { readonly how: "empty"; readonly schemas: "all" | readonly string[] });

const found = (databases: readonly DatabaseFacts[], name: string): DatabaseFacts => {
  const database = databases.find((one) => one.name === name);
  if (!database) throw unknownName("database", name, databases.map((one) => one.name));
  return database;
};

/** Whoever replaces databases must be in one of them meanwhile. */
const whole = (database: DatabaseFacts): WipeTarget => (database.name === MAINTENANCE ? { database, how: "empty", schemas: "all" } : { database, how: "replace" });

const named = (databases: readonly DatabaseFacts[], parts: readonly PostgresPart[]): readonly WipeTarget[] =>
  [...new Set(parts.map(({ database }) => database))].map((name) => {
    const schemas = parts.filter(({ database }) => database === name).map(({ schema }) => schema);
    const known = schemas.filter((schema) => schema !== undefined);
    return known.length < schemas.length ? whole(found(databases, name)) : { database: found(databases, name), how: "empty", schemas: [...new Set(known)] };
  });

/** Pure. @throws {DevError} `USAGE` for a database that is not there. */
export const wipeTargets = (scope: NonNullable<Scopes["postgres"]>, databases: readonly DatabaseFacts[]): readonly WipeTarget[] => (scope === "all" ? databases.map(whole) : named(databases, scope));
