import pg, { type Client } from "pg";
import type { Clock } from "../../platform/clock.ts";
import { unknownName } from "../../platform/closest.ts";
import { allEnded } from "../isolation/dispose-all.ts";
import { judgeAll } from "../isolation/judge.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { Scopes } from "../reset/scope.ts";
import type { PostgresStore } from "../stores.ts";
import { failedWith, openMaintenance, withClient } from "./client.ts";
import { createEmptySql, extrasSql } from "./copy-database-sql.ts";
import { extrasOf } from "./database-extras.ts";
import { listDatabases } from "./database-facts.ts";
import { postgresSweeper } from "./isolate/sweep.ts";
import { forgetSeeds } from "./seed-ledger.ts";
import { emptySchema, objectsIn, schemasOf, sizeOf } from "./schema-objects.ts";
import { dropHalves, dropOld, exchangeOf, swapDatabase, type Exchange } from "./swap-database.ts";
import { dropOtherTemplates, ensureTemplate, templateName } from "./template.ts";
import { wipeTargets, type WipeTarget } from "./wipe-targets.ts";

const { escapeIdentifier: name } = pg;

const WIPING = { what: "wiped", hint: "neotool dev logs postgres says more. Run the same command again: it goes on where this one ended." } as const;

/** Each takes up to three connections of the server's; there are two cores to copy with. */
const AT_ONCE = 3;

const schemasFor = async (client: Client, { schemas }: Extract<WipeTarget, { how: "empty" }>): Promise<readonly string[]> => {
  const known = await schemasOf(client);
  if (schemas === "all") return known;
  for (const schema of schemas) if (!known.includes(schema)) throw unknownName("schema", schema, known);
  return schemas;
};

/** Databases, or schemas of them. */
export const postgresWiper = (store: PostgresStore, scope: NonNullable<Scopes["postgres"]>, clock: Clock): Wiper => {
  const maintenance = openMaintenance(store);
  const connect = <T>(database: string, use: (client: Client) => Promise<T>): Promise<T> =>
    database === maintenance.database ? maintenance.with(use).catch(failedWith(WIPING, database)) : withClient(store, database, WIPING, use);
  const withTargets = <T>(use: (client: Client, targets: readonly WipeTarget[]) => Promise<T>): Promise<T> =>
    maintenance.with(async (client) => await use(client, wipeTargets(scope, await listDatabases(client)))).catch(failedWith(WIPING, maintenance.database));

  const holdingsOf = (target: WipeTarget): Promise<readonly Holding[]> =>
    connect(target.database.name, async (client): Promise<readonly Holding[]> => {
      const holding = (kind: "database" | "schema", called: string, rows: number, bytes: number): Holding => ({ store: "postgres", kind, name: called, count: { number: rows, unit: "rows", isEstimate: true }, bytes });
      if (target.how === "replace") return [holding("database", target.database.name, (await sizeOf(client)).rows, target.database.bytes)];
      const schemas = await schemasFor(client, target);
      const objects = await objectsIn(client, schemas);
      const held: Holding[] = [];
      for (const schema of schemas) {
        if (target.schemas === "all" && !objects.some((object) => object.schema === schema)) continue;
        const { rows, bytes } = await sizeOf(client, schema);
        held.push(holding("schema", `${target.database.name}.${schema}`, rows, bytes));
      }
      return held;
    });

  const drops: Promise<void>[] = [];
  const replace = ({ database }: WipeTarget): Promise<Exchange> =>
    maintenance.with(async (client) => {
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
      await maintenance.with((ender) => swapDatabase(client, ender, store, names, clock));
      return names;
    });
  // A checkpoint and some hundred files: nobody waits for it who need not.
  const drop = (names: Exchange): void => {
    const dropping = maintenance.with((client) => dropOld(client, names));
    dropping.catch(() => {}); // whoever waits for it is told
    drops.push(dropping);
  };

  const empty = async (client: Client, target: Extract<WipeTarget, { how: "empty" }>): Promise<void> => {
    for (const schema of await schemasFor(client, target)) await emptySchema(client, schema);
    await forgetSeeds(client);
  };

  const wipeTarget = (target: WipeTarget): Promise<void> => (target.how === "replace" ? replace(target).then(drop) : connect(target.database.name, (inside) => empty(inside, target)));

  const leftOf = ({ database, ...target }: WipeTarget): Promise<readonly string[]> =>
    connect(database.name, async (inside) => {
      const schemas = target.how === "empty" && target.schemas !== "all" ? target.schemas : await schemasOf(inside);
      return (await objectsIn(inside, schemas)).map(({ type, identity }) => `${type} ${identity} in ${database.name}`);
    });

  return {
    store: "postgres",
    greet: () => withTargets(async () => {}),
    holdings: () => withTargets(async (_client, targets) => (await Promise.all(targets.map(holdingsOf))).flat()),
    wipe: () =>
      withTargets(async (client, targets) => {
        await dropHalves(client);
        for (let at = 0; at < targets.length; at += AT_ONCE) await allEnded(targets.slice(at, at + AT_ONCE).map(wipeTarget));
        await dropOtherTemplates(client, store.action.databases.map((database) => templateName(database, store.action.owner)));
        return [];
      }),
    isolated: postgresSweeper(store, judgeAll, "all", clock, maintenance.pool),
    left: () =>
      withTargets(async (_client, targets) => {
        const left = await Promise.all(targets.map(leftOf));
        await allEnded(drops);
        return left.flat();
      }),
    [Symbol.asyncDispose]: () => maintenance[Symbol.asyncDispose](),
  };
};
