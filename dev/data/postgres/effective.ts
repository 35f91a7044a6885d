import type { EffectiveSettings } from "../effective.ts";
import type { PostgresStore } from "../stores.ts";
import { isLeased } from "../isolation/lease.ts";
import { withClient } from "./client.ts";
import { listDatabases, MAINTENANCE, OURS } from "./database-facts.ts";

interface SettingRow {
  readonly name: string;
  readonly value: string;
  readonly boot: string | null;
  readonly unit: string | null;
  readonly source: string;
  readonly sourcefile: string | null;
}

/** What `initdb` writes into every new cluster: nobody has set it. */
const WRITTEN_BY_INITDB = /\/postgresql\.conf$/;

const SETTINGS = `SELECT name, current_setting(name) AS value, boot_val AS boot, unit, source, sourcefile FROM pg_settings WHERE context <> 'internal'`;
const HBA = `SELECT DISTINCT auth_method AS method FROM pg_hba_file_rules WHERE type LIKE 'host%' AND error IS NULL AND coalesce(address, '') NOT IN ('127.0.0.1', '::1', 'localhost') ORDER BY 1`;
const DATABASE = `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate AS locale, current_setting('data_checksums') AS checksums, split_part(current_setting('server_version'), ' ', 1) AS version FROM pg_database WHERE datname = current_database()`;
const EXTENSIONS = `SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1`;

/** The first superuser made the cluster; templates and roles of tests' begin with our mark. */
const ROLES = `SELECT rolname AS name, rolcanlogin AS login, rolsuper AS superuser, rolcreatedb AS createdb, rolcreaterole AS createrole, rolreplication AS replication, rolbypassrls AS bypassrls
                 FROM pg_roles WHERE oid <> 10 AND NOT starts_with(rolname, 'pg_') AND NOT starts_with(rolname, $1) AND rolname <> ALL ($2) ORDER BY 1`;
const POWERS = ["superuser", "createdb", "createrole", "replication", "bypassrls"] as const;
type RoleRow = { readonly name: string; readonly login: boolean } & Readonly<Record<(typeof POWERS)[number], boolean>>;

/** What of a running test's is no part of the instance. */
const lasting = <T extends { readonly name: string }>(rows: readonly T[]): readonly T[] => rows.filter(({ name }) => !isLeased(name));

const isSet = ({ source, sourcefile }: SettingRow): boolean => !["default", "override", "client", "session"].includes(source) && !(source === "configuration file" && WRITTEN_BY_INITDB.test(sourcefile ?? ""));

/**
 * What a server runs with, by whoever set it; besides its own names, `hba.methods`, `encoding`, `locale`, `data-checksums`,
 * `extensions`, `databases`, `roles` that log in, `role-powers` and `version`.
 *
 * @throws {DevError} `TASK_FAILED`
 */
export const effectivePostgres = (store: Pick<PostgresStore, "action" | "address">, database: string): Promise<EffectiveSettings> =>
  withClient(store, database, { what: "asked for its settings", hint: "neotool dev logs postgres says more." }, async (client) => {
    const settings = await client.query<SettingRow>(SETTINGS);
    const hba = await client.query<{ readonly method: string }>(HBA);
    const about = await client.query<{ readonly encoding: string; readonly locale: string; readonly checksums: string; readonly version: string }>(DATABASE);
    const extensions = await client.query<{ readonly name: string }>(EXTENSIONS);
    const databases = await listDatabases(client);
    const { monitor, pooler } = store.action;
    const roles = lasting((await client.query<RoleRow>(ROLES, [OURS, [monitor.name, pooler.name]])).rows);
    const powers = roles.flatMap((role) => POWERS.filter((power) => role[power]).map((power) => `${role.name}:${power}`));
    const list = (names: readonly string[]) => ({ value: [...names].sort().join(","), isSet: true });
    const [row] = about.rows;
    return new Map([
      ["databases", list(databases.map(({ name }) => name).filter((name) => name !== MAINTENANCE))] as const,
      ["roles", list(roles.filter(({ login }) => login).map(({ name }) => name))] as const,
      ["role-powers", list(powers)] as const,
      ...settings.rows.map((one) => [one.name.toLowerCase(), { value: one.value, isSet: isSet(one), ...(one.boot !== null && { byDefault: one.boot }), ...(one.unit !== null && { unit: one.unit }) }] as const),
      ["hba.methods", { value: hba.rows.map(({ method }) => method).join(","), isSet: true }] as const,
      ["extensions", { value: extensions.rows.map(({ name }) => name).join(","), isSet: true }] as const,
      ...(row ? ([["encoding", { value: row.encoding, isSet: true }], ["locale", { value: row.locale, isSet: true }], ["data-checksums", { value: row.checksums, isSet: true }], ["version", { value: row.version, isSet: true }]] as const) : []),
    ]);
  });
