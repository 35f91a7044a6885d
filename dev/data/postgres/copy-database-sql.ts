import pg from "pg";
import type { DatabaseFacts } from "./database-facts.ts";

const { escapeIdentifier: name, escapeLiteral: literal } = pg;

/** A right on a database. `grantee`: empty for everybody. */
export interface DatabaseGrant {
  readonly grantee: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** A setting that new sessions get. `role`: empty for every role. `assignment` as the server keeps it: `name=value`. */
export interface DatabaseSetting {
  readonly role: string;
  readonly assignment: string;
}

/** What of a database is no data, and which a copy of its template has not. */
export interface DatabaseExtras {
  /** `undefined`: what Postgres gives by itself. */
  readonly grants: readonly DatabaseGrant[] | undefined;
  readonly settings: readonly DatabaseSetting[];
}

/** These are lists whose members are quoted one by one, as the server keeps them; quoted as a whole, they would be one name (pg_dump knows the same). */
const LISTS: ReadonlySet<string> = new Set(["search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries"]);

const localeOf = ({ provider, collate, ctype, locale, icuRules }: DatabaseFacts): string => {
  const system = `LC_COLLATE ${literal(collate)} LC_CTYPE ${literal(ctype)}`;
  if (provider === "c") return `LOCALE_PROVIDER libc ${system}`;
  if (provider === "b") return `LOCALE_PROVIDER builtin BUILTIN_LOCALE ${literal(locale ?? "C")} ${system}`;
  return `LOCALE_PROVIDER icu ICU_LOCALE ${literal(locale ?? "und")} ${icuRules === null ? "" : `ICU_RULES ${literal(icuRules)} `}${system}`;
};

/** An empty database of the same kind. */
export const createEmptySql = (fresh: string, facts: DatabaseFacts): string =>
  `CREATE DATABASE ${name(fresh)} TEMPLATE template0 OWNER ${name(facts.owner)} ENCODING ${literal(facts.encoding)} ${localeOf(facts)} CONNECTION LIMIT ${facts.connectionLimit}`;

const settingSql = (database: string, { role, assignment }: DatabaseSetting): string => {
  const equals = assignment.indexOf("=");
  const [variable, value] = [assignment.slice(0, equals), assignment.slice(equals + 1)];
  const subject = role === "" ? `DATABASE ${name(database)}` : `ROLE ${name(role)} IN DATABASE ${name(database)}`;
  const quoted = variable.split(".").map(name).join(".");
  return `ALTER ${subject} SET ${quoted} = ${LISTS.has(variable) ? (value === "" ? "''" : value) : literal(value)}`;
};

/** Gives a database the rights, settings and comment of another. */
export const extrasSql = (database: string, { comment, owner }: Pick<DatabaseFacts, "comment" | "owner">, { grants, settings }: DatabaseExtras): readonly string[] => [
  ...(grants === undefined
    ? []
    : [
        `REVOKE ALL ON DATABASE ${name(database)} FROM PUBLIC, ${name(owner)}`,
        ...grants.map(
          ({ grantee, privilege, grantable }) => `GRANT ${privilege} ON DATABASE ${name(database)} TO ${grantee === "" ? "PUBLIC" : name(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
        ),
      ]),
  ...settings.map((setting) => settingSql(database, setting)),
  ...(comment === null ? [] : [`COMMENT ON DATABASE ${name(database)} IS ${literal(comment)}`]),
];
