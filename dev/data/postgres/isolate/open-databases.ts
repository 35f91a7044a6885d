import type { Database } from "../../../model/task.ts";
import { unknownName } from "../../../platform/closest.ts";
import { openAhead, type Ahead } from "../../isolation/ahead.ts";
import { disposeAll, onceDone } from "../../isolation/dispose-all.ts";
import { formatLease, newLease } from "../../isolation/lease.ts";
import type { IsolationTools } from "../../isolation/tools.ts";
import type { PostgresStore } from "../../stores.ts";
import { isSqlState, openAdmin, postgresFailed } from "./admin.ts";
import { dropClone, makeClone, UNKNOWN_DATABASE, type Clone } from "./clone.ts";
import { ensureTestTemplate, type TestTemplate } from "./ensure-test-template.ts";
import { loginAt, type IsolatedDatabase } from "./isolated-database.ts";
import { keyOfSource, migrationsBy, migrationsIn, NO_MIGRATIONS, type Migrate, type Migrations } from "./migrations.ts";
import { dropBesides, restoreFrom, saveAs } from "./restore.ts";

/** What a database is to be like. */
export interface DatabaseOptions {
  /**
   * What brings it to the state that tests begin with. A folder of `*.sql`, absolute or from the working directory: Flyway's order
   * (`V2__x.sql` before `V10__y.sql`, then `R__z.sql`), else by name; each file in a transaction of its own. Or a function.
   *
   * @default nothing: only the definition's extensions and schemas
   */
  readonly migrate?: string | Migrate | undefined;
  /** For a function: another word for another result, for example a version or the hash of its files. A template is used again where it is equal. @default its source, which a bound function has not */
  readonly key?: string | undefined;
  /** The database of the definition whose extensions and schemas it has. @default the first */
  readonly like?: string | undefined;
  /** What its role finds without a schema's name. @default Postgres' own: `"$user", public` */
  readonly searchPath?: readonly string[] | undefined;
}

/** What isolates databases in one server. */
export interface IsolatedDatabases extends AsyncDisposable {
  database(options?: DatabaseOptions): Promise<IsolatedDatabase>;
}

const definitionOf = ({ action }: PostgresStore, like: string | undefined): Database<string> => {
  const found = like === undefined ? action.databases[0] : action.databases.find(({ name }) => name === like);
  if (!found) throw unknownName("database", like ?? "", action.databases.map(({ name }) => name));
  return found;
};

const migrationsOf = async ({ migrate, key }: DatabaseOptions, cwd: string): Promise<Migrations> => {
  if (migrate === undefined) return NO_MIGRATIONS;
  return typeof migrate === "string" ? migrationsIn(migrate, cwd) : migrationsBy(migrate, key ?? keyOfSource(migrate));
};

/** Opens nothing yet: the first database does. */
export const openDatabases = (store: PostgresStore, tools: IsolationTools): IsolatedDatabases => {
  const admin = openAdmin(store);
  const templates = new Map<string, Promise<TestTemplate>>();
  const ahead = new Map<string, Ahead<Clone>>();
  const open = new Set<IsolatedDatabase>();

  const idOf = (database: Database<string>, migrations: Migrations): string => JSON.stringify([database.name, migrations.key]);

  const templateFor = (database: Database<string>, migrations: Migrations): Promise<TestTemplate> => {
    const id = idOf(database, migrations);
    const known = templates.get(id) ?? ensureTestTemplate({ store, admin, clock: tools.clock, say: tools.say }, database, migrations);
    templates.set(id, known);
    known.catch(() => templates.delete(id)); // whoever mends it is asked again
    return known;
  };

  const clonesOf = (template: TestTemplate, searchPath: readonly string[] | undefined): Ahead<Clone> => {
    const id = JSON.stringify([template.name, searchPath]);
    const make = () => makeClone(admin, formatLease(newLease(tools.owner, tools.clock.date()), "_"), template, searchPath);
    const known = ahead.get(id) ?? openAhead(make, ({ name }) => dropClone(admin, name));
    ahead.set(id, known);
    return known;
  };

  return {
    database: async (options = {}) => {
      const database = definitionOf(store, options.like);
      const migrations = await migrationsOf(options, tools.cwd);
      const attempt = async () => {
        const template = await templateFor(database, migrations);
        return { template, clone: await clonesOf(template, options.searchPath).take() };
      };
      const { template, clone } = await attempt()
        .catch((cause: unknown) => {
          if (!isSqlState(cause, UNKNOWN_DATABASE)) throw cause;
          templates.delete(idOf(database, migrations)); // a reset took it since it was last used here
          return attempt();
        })
        .catch((cause: unknown) => {
          throw postgresFailed("make a database for a test", cause);
        });
      const { name, password, roleId } = clone;
      let source = template.name;
      const remove = async (): Promise<void> => {
        await dropBesides(admin, name);
        await dropClone(admin, name);
        open.delete(isolated);
      };
      const isolated: IsolatedDatabase = {
        name,
        roleId,
        direct: loginAt(store.address, name, password),
        pooled: store.pooler && loginAt(store.pooler.address, name, password),
        save: async () => {
          source = await saveAs(store, admin, name, tools.clock);
        },
        restore: () => restoreFrom(store, admin, name, source, template.settingsOf, tools.clock),
        [Symbol.asyncDispose]: onceDone(() =>
          remove().catch((cause: unknown) => {
            throw postgresFailed(`remove the database ${name}`, cause);
          }),
        ),
      };
      open.add(isolated);
      return isolated;
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await disposeAll([...ahead.values(), ...open]);
      } finally {
        await admin.end();
      }
    },
  };
};
