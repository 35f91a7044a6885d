import pg, { type Client } from "pg";
import type { Clock } from "../../platform/clock.ts";
import { unknownName } from "../../platform/closest.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { Scopes } from "../reset/scope.ts";
import type { PostgresStore } from "../stores.ts";
import { withClient } from "./client.ts";
import { createEmptySql, extrasSql } from "./copy-database-sql.ts";
import { extrasOf } from "./database-extras.ts";
import { listDatabases, MAINTENANCE } from "./database-facts.ts";
import { forgetSeeds } from "./seed-ledger.ts";
import { emptySchema, objectsIn, schemasOf, sizeOf } from "./schema-objects.ts";
import { dropHalves, exchangeOf, swapDatabase } from "./swap-database.ts";
import { dropOtherTemplates, ensureTemplate, FAST_COPY, templateName } from "./template.ts";
import { wipeTargets, type WipeTarget } from "./wipe-targets.ts";

const { escapeIdentifier: name } = pg;

const WIPING = { what: "wiped", hint: "neotool dev logs postgres says more. Run the same command again: it goes on where this one ended." } as const;

const schemasFor = async (client: Client, { schemas }: Extract<WipeTarget, { how: "empty" }>): Promise<readonly string[]> => {
  const known = await schemasOf(client);
  if (schemas === "all") return known;
  for (const schema of schemas) if (!known.includes(schema)) throw unknownName("schema", schema, known);
  return schemas;
};

/** Databases, or schemas of them. */
export const postgresWiper = (store: PostgresStore, scope: NonNullable<Scopes["postgres"]>, clock: Clock): Wiper => {
  const connect = <T>(database: string, use: (client: Client) => Promise<T>): Promise<T> => withClient(store, database, WIPING, use);
  const withTargets = <T>(use: (client: Client, targets: readonly WipeTarget[]) => Promise<T>): Promise<T> =>
    connect(MAINTENANCE, async (client) => await use(client, wipeTargets(scope, await listDatabases(client))));

  const holdingsOf = (target: WipeTarget): Promise<readonly Holding[]> =>
    connect(target.database.name, async (client): Promise<readonly Holding[]> => {
      const holding = (kind: "database" | "schema", called: string, rows: number, bytes: number): Holding => ({ store: "postgres", kind, name: called, count: { number: rows, unit: "rows", isEstimate: true }, bytes });
      if (target.how === "replace") return [holding("database", target.database.name, (await sizeOf(client)).rows, target.database.bytes)];
      const held: Holding[] = [];
      for (const schema of await schemasFor(client, target)) {
        const [objects, { rows, bytes }] = [await objectsIn(client, schema), await sizeOf(client, schema)];
        if (target.schemas !== "all" || objects.length > 0) held.push(holding("schema", `${target.database.name}.${schema}`, rows, bytes));
      }
      return held;
    });

  const replace = async (client: Client, { database }: WipeTarget): Promise<void> => {
    const defined = store.action.databases.find((one) => one.name === database.name);
    const extras = await extrasOf(client, database.oid);
    const names = exchangeOf(database.name, database.oid);
    const { fresh } = names;
    if (defined) {
      const template = await ensureTemplate(client, connect, store, defined);
      await client.query(`CREATE DATABASE ${name(fresh)} TEMPLATE ${name(template)} OWNER ${name(store.action.owner)} STRATEGY file_copy`);
    } else {
      await client.query(createEmptySql(fresh, database));
    }
    for (const statement of extrasSql(fresh, database, extras)) await client.query(statement);
    await connect(MAINTENANCE, (ender) => swapDatabase(client, ender, store, names, clock));
  };

  const empty = async (client: Client, target: Extract<WipeTarget, { how: "empty" }>): Promise<void> => {
    for (const schema of await schemasFor(client, target)) await emptySchema(client, schema);
    await forgetSeeds(client);
  };

  return {
    store: "postgres",
    holdings: () => withTargets(async (_client, targets) => (await Promise.all(targets.map(holdingsOf))).flat()),
    wipe: () =>
      withTargets(async (client, targets) => {
        await client.query(FAST_COPY);
        await dropHalves(client);
        for (const target of targets) {
          if (target.how === "replace") await replace(client, target);
          else await connect(target.database.name, (inside) => empty(inside, target));
        }
        await dropOtherTemplates(client, store.action.databases.map((database) => templateName(database, store.action.owner)));
        return [];
      }),
    left: () =>
      withTargets(async (_client, targets) => {
        const left = await Promise.all(targets.map(({ database, ...target }) => connect(database.name, async (inside) => {
          const schemas = target.how === "empty" && target.schemas !== "all" ? target.schemas : await schemasOf(inside);
          const found: string[] = [];
          for (const schema of schemas) for (const { type, identity } of await objectsIn(inside, schema)) found.push(`${type} ${identity} in ${database.name}`);
          return found;
        })));
        return left.flat();
      }),
  };
};
