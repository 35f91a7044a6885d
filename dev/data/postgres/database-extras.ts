import type { Client } from "pg";
import type { DatabaseExtras, DatabaseGrant, DatabaseSetting } from "./copy-database-sql.ts";

/** What a new database in the place of this one must be given besides its content. */
export const extrasOf = async (client: Client, oid: number): Promise<DatabaseExtras> => {
  const { rows: rights } = await client.query<DatabaseGrant & { readonly isDefault: boolean }>(
    `SELECT datacl IS NULL AS "isDefault", CASE WHEN grantee = 0 THEN '' ELSE pg_get_userbyid(grantee) END AS grantee, privilege_type AS privilege, is_grantable AS grantable
       FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE pg_database.oid = $1`,
    [oid],
  );
  const { rows: settings } = await client.query<DatabaseSetting>(
    `SELECT CASE WHEN setrole = 0 THEN '' ELSE pg_get_userbyid(setrole) END AS role, unnest(setconfig) AS assignment FROM pg_db_role_setting WHERE setdatabase = $1`,
    [oid],
  );
  return { grants: rights.every(({ isDefault }) => isDefault) ? undefined : rights, settings };
};
