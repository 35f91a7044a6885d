import { assignments, filesLike, variables } from "./texts.ts";
import type { Meaning } from "../normalise/value.ts";
import type { Product, Rule } from "./product.ts";

const NUMBER: Meaning = { as: "number" };
const SET: Meaning = { as: "set" };
const BOOLEAN: Meaning = { as: "boolean" };
const SECONDS: Meaning = { as: "duration", base: "s" };
const POOL = "Under load, clients wait or are refused at another point.";

/** PgBouncer's own defaults. */
const RULES: Readonly<Record<string, Rule>> = {
  pool_mode: { byDefault: "session", severity: "error", why: "What may outlive a transaction differs: prepared statements, SET, advisory locks, LISTEN." },
  auth_type: { byDefault: "md5", severity: "error", why: "Clients log in in another way: a driver that can here may not be able to there." },
  listen_port: { meaning: NUMBER, byDefault: "6432", severity: "warning", why: "Who writes the port down reaches nobody on the other side." },
  max_client_conn: { meaning: NUMBER, byDefault: "100", why: POOL },
  default_pool_size: { meaning: NUMBER, byDefault: "20", why: POOL },
  min_pool_size: { meaning: NUMBER, byDefault: "0", severity: "info", why: POOL },
  reserve_pool_size: { meaning: NUMBER, byDefault: "0", severity: "info", why: POOL },
  reserve_pool_timeout: { meaning: SECONDS, byDefault: "5", severity: "info", why: POOL },
  max_db_connections: { meaning: NUMBER, byDefault: "0", why: POOL },
  max_user_connections: { meaning: NUMBER, byDefault: "0", why: POOL },
  max_prepared_statements: { meaning: NUMBER, byDefault: "200", severity: "error", why: "Without it, prepared statements of the protocol fail in transaction mode." },
  ignore_startup_parameters: { meaning: SET, byDefault: "", severity: "error", why: "A driver that sends a parameter which is not on the list is refused: JDBC sends extra_float_digits." },
  track_extra_parameters: { meaning: SET, byDefault: "IntervalStyle", why: "What a client SETs stays with it on one side, and meets the next client on the other." },
  server_reset_query: { byDefault: "DISCARD ALL", why: "What a session leaves behind differs." },
  server_reset_query_always: { meaning: BOOLEAN, byDefault: "0", why: "What a transaction leaves behind differs." },
  server_lifetime: { meaning: SECONDS, byDefault: "3600", severity: "info", why: POOL },
  server_idle_timeout: { meaning: SECONDS, byDefault: "600", severity: "info", why: POOL },
  server_login_retry: { meaning: SECONDS, byDefault: "15", severity: "info", why: "After the server was away, clients wait longer on one side." },
  server_check_delay: { meaning: SECONDS, byDefault: "30", severity: "info", why: POOL },
  query_timeout: { meaning: SECONDS, byDefault: "0", why: "A slow statement is cut off on one side only." },
  query_wait_timeout: { meaning: SECONDS, byDefault: "120", why: POOL },
  client_idle_timeout: { meaning: SECONDS, byDefault: "0", why: "A client that rests is thrown out on one side only." },
  idle_transaction_timeout: { meaning: SECONDS, byDefault: "0", why: "A transaction that is left open is ended on one side only." },
  client_tls_sslmode: { byDefault: "disable", severity: "error", why: "Clients must encrypt on one side only." },
  server_tls_sslmode: { byDefault: "prefer", why: "The way to the server is encrypted on one side only." },
  dns_nxdomain_ttl: { meaning: SECONDS, byDefault: "15", severity: "info", why: "A server without a name yet is asked for again later on one side." },
  log_connections: { meaning: BOOLEAN, byDefault: "1", severity: "info", why: "The log holds other lines." },
  log_disconnections: { meaning: BOOLEAN, byDefault: "1", severity: "info", why: "The log holds other lines." },
  application_name_add_host: { meaning: BOOLEAN, byDefault: "0", severity: "info", why: "Sessions have other names in the server's views." },
};

/** Images that write their configuration from variables name these like the setting, perhaps with the program's name before. */
const settingOf = (name: string): string | undefined => {
  const key = name.replace(/^PGBOUNCER_/, "").toLowerCase();
  return name === name.toUpperCase() && key in RULES ? key : undefined;
};

export const pgbouncer: Product = {
  id: "pgbouncer",
  repositories: /(^|\/)pgbouncer$/,
  settings: (workload) => {
    const files = filesLike(workload, /(^|\/)pgbouncer\.ini$/).flatMap((file) => assignments(file, /^\s*[;#].*/, "pgbouncer"));
    const said = new Map([...variables(workload, settingOf), ...files]);
    // The image's start script fills this in where it makes the file itself.
    if (files.length === 0 && workload.image?.value.includes("edoburu/") && !said.has("ignore_startup_parameters")) said.set("ignore_startup_parameters", { value: "extra_float_digits", origin: workload.image.origin });
    return said;
  },
  rules: RULES,
  others: "compared",
  local: /^(listen_addr|unix_socket_.*|auth_file|auth_hba_file|auth_user|auth_query|auth_dbname|admin_users|stats_users|logfile|pidfile|user|.*_tls_(key|cert|ca)_file|conffile|service_name|peer_.*)$/,
  variables: new RegExp(`^(DB_(HOST|PORT|USER|NAME|PASSWORD)|DATABASE_URL|POSTGRESQL_.*|PGBOUNCER_.*|LISTEN_ADDR|AUTH_.*|(ADMIN|STATS)_USERS|${Object.keys(RULES).map((key) => key.toUpperCase()).join("|")})$`),
};
