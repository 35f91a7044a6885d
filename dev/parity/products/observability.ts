import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { known, lineOf, type Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import type { Meaning } from "../normalise/value.ts";
import { assignments, filesLike, flagsOf, variables } from "./texts.ts";
import { NEVER, type Product } from "./product.ts";

const DAYS: Meaning = { as: "duration", base: "s" };
const SET: Meaning = { as: "set" };
const BOOLEAN: Meaning = { as: "boolean" };
const daysOf = (text: string): number => Math.max(1, Math.round(Number(text) / 86_400_000));

/** Every scalar of a YAML text by its path: `limits_config.retention_period`. Of lists the last one counts. */
export const flattened = ({ value, origin }: Known): readonly (readonly [string, Known])[] => {
  const walk = (node: unknown, path: string): readonly (readonly [string, Known])[] => {
    if (isMap(node)) return node.items.flatMap(({ key, value: inner }) => walk(inner, path === "" ? String(key) : `${path}.${String(key)}`));
    if (isSeq(node)) return node.items.flatMap((item) => walk(item, path));
    if (!isScalar(node)) return [];
    const line = value.slice(0, node.range?.[0] ?? 0).split("\n").length - 1;
    return [[path, known(String(node.value), lineOf(origin, line))]];
  };
  return walk(parseDocument(value).contents, "");
};

/** The distinct values of what a pattern catches, as one set. */
const caught = (files: readonly Known[], pattern: RegExp): Known | undefined => {
  const found = files.flatMap(({ value }) => [...value.matchAll(pattern)].map(([, name = ""]) => name));
  return found.length === 0 || !files[0] ? undefined : known([...new Set(found)].sort().join(","), files[0].origin);
};

const optional = (key: string, value: Known | undefined) => (value ? [[key, value] as const] : []);

export const prometheus: Product = {
  id: "prometheus",
  repositories: /(^|\/)prometheus$/,
  settings: (workload) => {
    const config = filesLike(workload, /prometheus.*\.ya?ml$|\/neotool\.yml$/).filter(({ value }) => /^\s*scrape_configs:/m.test(value));
    const [main] = config.slice(0, 1).map(flattened);
    const global = (main ?? []).filter(([key]) => /^global\.(scrape_interval|evaluation_interval|scrape_timeout)$/.test(key));
    return new Map([...flagsOf(workload).filter(([key]) => /^(storage|web|query|enable)/.test(key)), ...global, ...optional("alerts", caught(filesLike(workload, /\.ya?ml$/), /^\s*-?\s*alert:\s*["']?([\w-]+)/gm))]);
  },
  rules: {
    "storage.tsdb.retention.time": { meaning: DAYS, byDefault: "15d", isRetention: true, severity: "warning", why: "A query over last week has data on one side only.", closing: { path: ["prometheus", "retentionDays"], value: daysOf } },
    "storage.tsdb.retention.size": { byDefault: "0", isRetention: true, severity: "info", why: "The oldest data go at another point." },
    "global.scrape_interval": { meaning: DAYS, byDefault: "1m", severity: "info", why: "Rates over short ranges are empty on one side." },
    "global.evaluation_interval": { meaning: DAYS, byDefault: "1m", severity: "info", why: "Alerts come later on one side." },
    "global.scrape_timeout": { meaning: DAYS, byDefault: "10s", severity: "info", why: "A slow target is down on one side only." },
    alerts: { meaning: SET, severity: "info", why: "An alert can be tried out on one side only." },
    "web.enable-lifecycle": { meaning: BOOLEAN, byDefault: "false", severity: "info", why: "It can be told to read its configuration again on one side only." },
    "web.enable-admin-api": { meaning: BOOLEAN, byDefault: "false", severity: "info", why: "Series can be deleted by anybody on one side." },
    "web.enable-remote-write-receiver": { meaning: BOOLEAN, byDefault: "false", severity: "warning", why: "Who pushes metrics is refused on one side." },
  },
  others: "ignored",
  local: /^(config\.file|storage\.tsdb\.path|web\.(listen-address|console.*|external-url|route-prefix|config\.file))$/,
  variables: NEVER,
};

export const loki: Product = {
  id: "loki",
  repositories: /(^|\/)loki$/,
  settings: (workload) => {
    const [config] = filesLike(workload, /\.ya?ml$/).filter(({ value }) => /^(schema_config|limits_config|auth_enabled|server|ingester|common):/m.test(value)).map(flattened);
    const said = new Map(config ?? []);
    const flag = flagsOf(workload).find(([key]) => key === "store.retention" || key === "limits.retention-period" || key === "querier.max-query-lookback")?.[1];
    const retention = flag ?? said.get("limits_config.retention_period") ?? said.get("table_manager.retention_period");
    return new Map([...said, ...optional("retention", retention)]);
  },
  rules: {
    retention: { meaning: { as: "duration", base: "s" }, byDefault: "0s", isRetention: true, severity: "warning", why: "Logs of last week are found on one side only.", closing: { path: ["loki", "retentionDays"], value: daysOf } },
    auth_enabled: { meaning: BOOLEAN, byDefault: "true", severity: "error", why: "Clients must name a tenant on one side only." },
    "schema_config.configs.schema": { byDefault: "v11", severity: "warning", why: "Structured metadata and queries over it work on one side only." },
    "schema_config.configs.store": { severity: "info", why: "Indexes are kept in another form." },
    "limits_config.reject_old_samples": { meaning: BOOLEAN, byDefault: "true", severity: "info", why: "Lines that come late are refused on one side." },
    "limits_config.max_query_series": { meaning: { as: "number" }, byDefault: "500", severity: "info", why: "A wide query is refused on one side." },
    "limits_config.max_entries_limit_per_query": { meaning: { as: "number" }, byDefault: "5000", severity: "info", why: "A long answer is cut off on one side." },
    "limits_config.ingestion_rate_mb": { meaning: { as: "number" }, byDefault: "4", severity: "info", why: "Many lines at once are refused on one side." },
    "limits_config.ingestion_burst_size_mb": { meaning: { as: "number" }, byDefault: "6", severity: "info", why: "Many lines at once are refused on one side." },
    "common.replication_factor": { meaning: { as: "number" }, severity: "info", why: "What the loss of a member leaves differs." },
  },
  others: "ignored",
  local: NEVER,
  variables: NEVER,
};

/** `GF_AUTH_ANONYMOUS_ENABLED` → `auth.anonymous.enabled`: which underscores are dots cannot be told, so all are. */
const grafanaKey = (name: string): string | undefined => (/^GF_/.test(name) ? name.slice(3).replace(/__FILE$/, "").toLowerCase().replaceAll("_", ".") : undefined);

const grafanaIni = (workload: Workload): readonly (readonly [string, Known])[] =>
  filesLike(workload, /(^|\/)grafana\.ini$/).flatMap((file) => {
    const sections = [...file.value.matchAll(/^\s*\[([^\]]+)\]/gm)].map(([, name = ""]) => name);
    return sections.flatMap((section) => assignments(file, /^\s*[;#].*/, section).map(([key, value]) => [`${section}.${key}`.replaceAll("_", ".").toLowerCase(), value] as const));
  });

export const grafana: Product = {
  id: "grafana",
  repositories: /(^|\/)grafana(-oss|-enterprise)?$/,
  settings: (workload) => {
    const sources = filesLike(workload, /datasources?.*\.ya?ml$/);
    const boards = filesLike(workload, /\.json$/);
    return new Map([
      ...grafanaIni(workload),
      ...variables(workload, grafanaKey),
      ...optional("datasources", caught(sources, /^\s*type:\s*["']?([\w-]+)/gm)),
      ...optional("dashboards", caught(boards.filter(({ value }) => /"panels"/.test(value)), /^ {0,4}"uid":\s*"([\w-]+)"/gm)),
    ]);
  },
  rules: {
    "auth.anonymous.enabled": { meaning: BOOLEAN, byDefault: "false", severity: "warning", why: "Who follows a link to a dashboard must log in on one side." },
    "auth.anonymous.org.role": { byDefault: "Viewer", severity: "info", why: "What may be done without logging in differs." },
    datasources: { meaning: SET, severity: "warning", why: "A panel of such a source shows nothing on one side." },
    dashboards: { meaning: SET, severity: "info", why: "A dashboard is there on one side only." },
    "server.root.url": { severity: "info", why: "Links in alerts lead elsewhere." },
    "feature.toggles.enable": { meaning: SET, byDefault: "", severity: "warning", why: "Features are there on one side only." },
    "users.allow.sign.up": { meaning: BOOLEAN, byDefault: "false", severity: "info", why: "Anybody may make a user on one side." },
  },
  others: "ignored",
  local: /^server\.root\.url$/,
  variables: /^GF_/,
};
