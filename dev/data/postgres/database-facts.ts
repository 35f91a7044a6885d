import type { Client } from "pg";
import { isLeased } from "../isolation/lease.ts";

/** A database as the server describes it, so that another can be made like it. */
export interface DatabaseFacts {
  readonly name: string;
  readonly oid: number;
  readonly owner: string;
  readonly bytes: number;
  readonly encoding: string;
  /** `c`: the system library's, `i`: ICU, `b`: built in. */
  readonly provider: "c" | "i" | "b";
  readonly collate: string;
  readonly ctype: string;
  readonly locale: string | null;
  readonly icuRules: string | null;
  /** -1: none. */
  readonly connectionLimit: number;
  readonly comment: string | null;
}

/** Made by us, and nobody's data: templates, and what an interrupted swap has left. */
export const OURS = "neotool~";
/** Everybody's way in where no other database is known. */
export const MAINTENANCE = "postgres";

/** Every database that may hold somebody's data, but for those that tests have isolated. */
export const listDatabases = async (client: Client): Promise<readonly DatabaseFacts[]> => {
  const { rows } = await client.query<DatabaseFacts>(
    `SELECT datname AS name, d.oid::int AS oid, pg_get_userbyid(datdba) AS owner, pg_database_size(d.oid)::float8 AS bytes,
            pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datcollate AS collate, datctype AS ctype,
            datlocale AS locale, daticurules AS "icuRules", datconnlimit AS "connectionLimit", shobj_description(d.oid, 'pg_database') AS comment
       FROM pg_database d
      WHERE NOT datistemplate AND NOT starts_with(datname, $1)
      ORDER BY datname`,
    [OURS],
  );
  return rows.filter(({ name }) => !isLeased(name));
};
