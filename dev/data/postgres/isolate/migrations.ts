import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import type { Client } from "pg";
import { DevError, rootMessage } from "../../../errors/dev-error.ts";
import { runScript } from "../run-script.ts";
import { migrationOrder } from "./migration-order.ts";

/** Where a template is made: the database has what the definition gives a new one, and its owner is who logs in here. Holds a secret. */
export interface MigrationTarget {
  /** `postgresql://…`, straight at the server: a migration's session settings stay with it. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** Brings a new database to the state that tests begin with, by any tool. Whatever it leaves open is closed. */
export type Migrate = (url: string, target: MigrationTarget) => Promise<void>;

/** What is done to a new database, and what says whether a template that exists was made by the same. */
export interface Migrations {
  /** Equal only where the same would come out. */
  readonly key: string;
  /** Said once, before the first is applied. */
  readonly notices: readonly string[];
  run(target: MigrationTarget, login: <T>(use: (client: Client) => Promise<T>) => Promise<T>): Promise<void>;
}

const digest = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** Its own sentence with file and line, the statement as evidence; but the advice of a seed is none for a migration. */
const migrationFailed = (cause: unknown, shown: string): DevError =>
  new DevError("MIGRATION_FAILED", cause instanceof DevError ? cause.message : `${shown} ${rootMessage(cause)}`, {
    hint: "Mend the file. No template was kept: the next test that asks for this database applies all of them again.",
    cause,
    evidence: cause instanceof DevError ? cause.evidence : [],
  });

/**
 * The SQL files of a folder and those below it, each in a transaction of its own, by the owner of the database.
 *
 * @throws {DevError} `MIGRATION_FAILED` for a folder that is not there or has none; later with file, line and statement.
 */
export const migrationsIn = async (folder: string, cwd: string): Promise<Migrations> => {
  const root = resolve(cwd, folder);
  const names = await readdir(root, { recursive: true }).catch((cause: unknown) => {
    throw new DevError("MIGRATION_FAILED", `The folder of migrations ${root} cannot be read`, { hint: "Give the folder that holds the *.sql files, absolute or from where the tests run.", cause });
  });
  const { ordered, ignored } = migrationOrder(names.filter((name) => name.endsWith(".sql")).map((name) => name.replaceAll("\\", "/")));
  if (ordered.length === 0) throw new DevError("MIGRATION_FAILED", `The folder of migrations ${root} holds no *.sql file`, { hint: "Give the folder that holds them, or leave `migrate` out for a database without tables." });
  const files = ordered.map((name) => ({ name, path: resolve(root, name), shown: relative(cwd, resolve(root, name)) || name }));
  const contents = await Promise.all(files.map(async ({ name, path }) => [name, digest(await readFile(path))] as const));
  return {
    key: digest(JSON.stringify(contents)),
    notices: ignored.map((name) => `${name} is not applied: beside Flyway's names (V1__x.sql, R__x.sql) it is no migration`),
    run: (_target, login) =>
      login(async (client) => {
        for (const { path, shown } of files) {
          try {
            await client.query("BEGIN");
            await runScript(client, { path, shown, bytes: (await stat(path)).size }, () => {});
            await client.query("COMMIT");
            await client.query("DISCARD ALL"); // as Flyway: what one sets for its session is not the next one's
          } catch (cause) {
            throw migrationFailed(cause, shown);
          }
        }
      }),
  };
};

/**
 * What tells a function from another where nobody says it: its source.
 *
 * @throws {DevError} `USAGE` for one that has none: bound functions all look alike, and one would get the template of another.
 */
export const keyOfSource = (migrate: Migrate): string => {
  const source = migrate.toString();
  if (!/\{\s*\[native code\]\s*\}$/.test(source)) return source;
  throw new DevError("USAGE", "A bound function that migrates a database cannot be told from another one", {
    hint: 'Give a key beside it, another one for another result: database({ migrate, key: "orders-3" }), or write (url) => migrator.run(url).',
  });
};

/** A function with what tells it from another. */
export const migrationsBy = (migrate: Migrate, key: string): Migrations => ({
  key: digest(JSON.stringify(["function", key])),
  notices: [],
  run: async (target) => {
    try {
      await migrate(target.url, target);
    } catch (cause) {
      throw new DevError("MIGRATION_FAILED", `The migration "${key}" failed: ${rootMessage(cause)}`, { hint: "Mend it. No template was kept: the next test that asks for this database runs it again.", cause });
    }
  },
});

/** Nothing but what the definition gives a new database. */
export const NO_MIGRATIONS: Migrations = { key: "", notices: [], run: async () => {} };
