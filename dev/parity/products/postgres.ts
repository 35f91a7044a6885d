import { known, type Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import { members, type Meaning } from "../normalise/value.ts";
import { assignments, filesLike, variable, wordsOf } from "./texts.ts";
import { RUN_THE_SAME, type Product, type Rule } from "./product.ts";

const BOOLEAN: Meaning = { as: "boolean" };
const NUMBER: Meaning = { as: "number" };
const SET: Meaning = { as: "set" };
const bytes = (base: string): Meaning => ({ as: "postgres-memory", base });
const time = (base: string): Meaning => ({ as: "duration", base });

const DURABILITY = "What a crash leaves differs: data that are confirmed here may be lost.";
const CAPACITY = "How much fits and how fast it is differs; what is correct does not.";
const SQL = "The same statement gives another result, or none.";

/** The server's own defaults, of version 18. */
const RULES: Readonly<Record<string, Rule>> = {
  password_encryption: { byDefault: "scram-sha-256", severity: "error", why: "Passwords are stored in another form, and clients that cannot speak it are let in on one side only." },
  "hba.methods": { meaning: SET, byDefault: "scram-sha-256", severity: "error", why: "Clients prove who they are in another way, and a driver that works here may be refused there." },
  database: { why: "Scripts and connection strings that name the database work on one side only." },
  superuser: { severity: "info", byDefault: "postgres", why: "Who may do everything has another name, and an application that uses it here has rights there that it would not have." },
  encoding: { byDefault: "UTF8", severity: "error", why: "Text that can be stored on one side is refused on the other." },
  locale: { meaning: { as: "locale" }, byDefault: "en_US.utf8", severity: "warning", why: "Sorting and case differ, and with them unique indexes and pages of results." },
  "data-checksums": { meaning: BOOLEAN, byDefault: "on", severity: "info", why: "A failing disk is noticed on one side only." },
  extensions: { meaning: SET, severity: "error", why: "A statement that needs an extension works on one side only.", closing: { path: ["postgres", "extensions"], value: members } },
  databases: { meaning: SET, byDefault: "", isOpen: true, why: "What connects to such a database works on one side only.", fix: "Make it on both sides (here: postgres.databases in neotool.config.ts), or drop what somebody made by hand." },
  roles: { meaning: SET, byDefault: "", isOpen: true, why: "A login, or a GRANT, that names such a role works on one side only.", fix: "Make it on both sides (here: postgres.schemas in neotool.config.ts), or drop what somebody made by hand." },
  "role-powers": { meaning: SET, byDefault: "", severity: "error", why: "What such a role may do on one side is refused on the other.", fix: "Take it away with ALTER ROLE, or give it on both sides." },
  version: { severity: "warning", byImage: ({ version, variant }) => (version.length === 2 && variant === "" ? version.join(".") : undefined), why: "A defect of one version is not seen with the other.", fix: RUN_THE_SAME },
  shared_preload_libraries: { meaning: SET, byDefault: "", why: "Extensions that must be loaded at start work on one side only." },
  max_connections: { meaning: NUMBER, byDefault: "100", severity: "info", why: "Another number of clients is refused.", closing: { path: ["postgres", "maxConnections"], value: Number } },
  shared_buffers: { meaning: bytes("8kB"), byDefault: "128MB", severity: "info", why: CAPACITY },
  work_mem: { meaning: bytes("kB"), byDefault: "4MB", severity: "info", why: CAPACITY },
  maintenance_work_mem: { meaning: bytes("kB"), byDefault: "64MB", severity: "info", why: CAPACITY },
  effective_cache_size: { meaning: bytes("8kB"), byDefault: "4GB", severity: "info", why: CAPACITY },
  wal_buffers: { meaning: bytes("8kB"), byDefault: "-1", severity: "info", why: CAPACITY },
  min_wal_size: { meaning: bytes("MB"), byDefault: "80MB", severity: "info", why: CAPACITY },
  max_wal_size: { meaning: bytes("MB"), byDefault: "1GB", severity: "info", why: CAPACITY },
  checkpoint_timeout: { meaning: time("s"), byDefault: "5min", severity: "info", why: CAPACITY },
  checkpoint_completion_target: { meaning: NUMBER, byDefault: "0.9", severity: "info", why: CAPACITY },
  random_page_cost: { meaning: NUMBER, byDefault: "4", severity: "info", why: "Queries are planned differently." },
  effective_io_concurrency: { meaning: NUMBER, byDefault: "16", severity: "info", why: CAPACITY },
  default_statistics_target: { meaning: NUMBER, byDefault: "100", severity: "info", why: "Queries are planned differently." },
  max_worker_processes: { meaning: NUMBER, byDefault: "8", severity: "info", why: CAPACITY },
  max_parallel_workers: { meaning: NUMBER, byDefault: "8", severity: "info", why: CAPACITY },
  max_parallel_workers_per_gather: { meaning: NUMBER, byDefault: "2", severity: "info", why: CAPACITY },
  fsync: { meaning: BOOLEAN, byDefault: "on", why: DURABILITY },
  full_page_writes: { meaning: BOOLEAN, byDefault: "on", why: DURABILITY },
  synchronous_commit: { byDefault: "on", why: DURABILITY },
  wal_level: { byDefault: "replica", why: "Replication slots and change data capture work on one side only." },
  max_wal_senders: { meaning: NUMBER, byDefault: "10", severity: "info", why: "Replicas and base backups work on one side only." },
  max_replication_slots: { meaning: NUMBER, byDefault: "10", severity: "info", why: "Replicas and change data capture work on one side only." },
  statement_timeout: { meaning: time("ms"), byDefault: "0", why: "A slow statement is cut off on one side only." },
  lock_timeout: { meaning: time("ms"), byDefault: "0", why: "A statement that waits is cut off on one side only." },
  idle_in_transaction_session_timeout: { meaning: time("ms"), byDefault: "0", why: "A transaction that is left open is ended on one side only." },
  transaction_timeout: { meaning: time("ms"), byDefault: "0", why: "A long transaction is ended on one side only." },
  deadlock_timeout: { meaning: time("ms"), byDefault: "1s", severity: "info", why: CAPACITY },
  log_min_duration_statement: { meaning: time("ms"), byDefault: "-1", severity: "info", why: "Slow statements are logged on one side only." },
  log_statement: { byDefault: "none", severity: "info", why: "The log holds other statements." },
  log_connections: { byDefault: "", severity: "info", why: "The log holds other lines." },
  log_disconnections: { meaning: BOOLEAN, byDefault: "off", severity: "info", why: "The log holds other lines." },
  timezone: { byDefault: "Etc/UTC", why: SQL },
  datestyle: { byDefault: "ISO, MDY", why: SQL },
  default_transaction_isolation: { byDefault: "read committed", severity: "error", why: SQL },
  search_path: { byDefault: '"$user", public', why: SQL },
  row_security: { meaning: BOOLEAN, byDefault: "on", severity: "error", why: SQL },
  standard_conforming_strings: { meaning: BOOLEAN, byDefault: "on", severity: "error", why: SQL },
  jit: { meaning: BOOLEAN, byDefault: "on", severity: "info", why: CAPACITY },
  ssl: { meaning: BOOLEAN, byDefault: "off", why: "A client that asks for encryption is refused on one side." },
};

const isSetting = (text: string): readonly [string, string] | undefined => {
  const [, key, value] = /^(?:--)?([a-z_][\w.-]*)=(.*)$/s.exec(text) ?? [];
  return key === undefined || value === undefined ? undefined : [key.replaceAll("-", "_"), value];
};

/** `-c name=value`, `-cname=value`, `--name=value`, behind the word `postgres`. */
const fromCommand = (workload: Workload): readonly (readonly [string, Known])[] => {
  const words = wordsOf(workload);
  return words.flatMap(({ value, origin }, index): (readonly [string, Known])[] => {
    const text = value === "-c" ? words[index + 1]?.value : value.startsWith("-c") ? value.slice(2) : value.startsWith("--") ? value : undefined;
    const setting = text === undefined ? undefined : isSetting(text);
    return setting ? [[setting[0], known(setting[1], origin)] as const] : [];
  });
};

/** How callers from other machines prove who they are. */
const hbaMethods = (workload: Workload): Known | undefined => {
  const [file] = filesLike(workload, /(^|\/)pg_hba\.conf$/);
  if (!file) return variable(workload, "POSTGRES_HOST_AUTH_METHOD");
  const methods = file.value.split("\n").flatMap((line) => {
    const [type = "", , , address = "", next = "", behindMask = ""] = line.replace(/#.*/, "").trim().split(/\s+/);
    const method = /^(\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f:]*)$/i.test(next) ? behindMask : next; // an address may have its mask as a word of its own
    return type.startsWith("host") && method !== "" && !/^(127\.|::1|localhost)/.test(address) ? [method] : [];
  });
  return methods.length === 0 ? undefined : known([...new Set(methods)].sort().join(","), file.origin);
};

/** What `initdb` was told. */
const fromInit = (workload: Workload): readonly (readonly [string, Known])[] => {
  const args = variable(workload, "POSTGRES_INITDB_ARGS");
  if (!args) return [];
  const told = (pattern: RegExp): string | undefined => pattern.exec(args.value)?.[1];
  const [encoding, locale] = [told(/(?:--encoding[= ]|-E ?)(\S+)/), told(/--locale[= ](\S+)/)];
  const sums = /--no-data-checksums/.test(args.value) ? "off" : /--data-checksums|(^|\s)-k(\s|$)/.test(args.value) ? "on" : undefined;
  return [["encoding", encoding?.replaceAll("-", "").toUpperCase()] as const, ["locale", locale] as const, ["data-checksums", sums] as const].flatMap(([key, value]) => (value === undefined ? [] : [[key, known(value, args.origin)] as const]));
};

/** What scripts for a new database make. */
const extensions = (workload: Workload): Known | undefined => {
  const files = filesLike(workload, /docker-entrypoint-initdb\.d\/.*\.(sql|sh)$/);
  const names = files.flatMap(({ value }) => [...value.matchAll(/CREATE\s+EXTENSION\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([\w-]+)"?/gi)].map(([, name = ""]) => name.toLowerCase()));
  return names.length === 0 || !files[0] ? undefined : known([...new Set(names)].sort().join(","), files[0].origin);
};

export const postgres: Product = {
  id: "postgres",
  repositories: /(^|\/)(postgres|postgresql|postgis|timescaledb|pgvector)$/,
  settings: (workload) => {
    const init = (key: string, name: string) => {
      const found = variable(workload, name);
      return found ? [[key, found] as const] : [];
    };
    const optional = (key: string, found: Known | undefined) => (found ? [[key, found] as const] : []);
    return new Map([
      ...filesLike(workload, /(^|\/)postgresql(\.auto)?\.conf$|\/conf\.d\/[^/]+\.conf$/).flatMap((file) => assignments(file, /#.*/)).map(([key, value]) => [key.toLowerCase(), value] as const),
      ...fromCommand(workload),
      ...fromInit(workload),
      ...optional("hba.methods", hbaMethods(workload)),
      ...optional("extensions", extensions(workload)),
      ...init("database", "POSTGRES_DB"),
      ...init("superuser", "POSTGRES_USER"),
    ]);
  },
  rules: RULES,
  others: "compared",
  local: /^(listen_addresses|port|data_directory|config_file|hba_file|ident_file|external_pid_file|unix_socket_.*|ssl_.*|log_directory|log_filename|log_timezone|lc_.*|cluster_name|include.*|archive_command|primary_conninfo|dynamic_shared_memory_type|default_text_search_config|logging_collector|stats_temp_directory)$/,
  variables: /^(POSTGRES_(DB|USER|PASSWORD|INITDB_ARGS|HOST_AUTH_METHOD|INITDB_WALDIR)(_FILE)?|PGDATA|NEOTOOL_.*)$/,
};
