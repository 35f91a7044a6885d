import type { EffectiveSetting, EffectiveSettings } from "../../data/effective.ts";
import type { Target } from "../local/local.ts";
import { flattened } from "../products/observability.ts";

/** GET of a path; the body of an answer with status 200. */
export type Get = (path: string) => Promise<string>;

const asIs = (value: string): EffectiveSetting => ({ value, isSet: false });

const dataOf = <T>(body: string): T => {
  const { data }: { readonly data: T } = JSON.parse(body);
  return data;
};

const yamlSettings = (text: string): readonly (readonly [string, EffectiveSetting])[] => flattened({ value: text, origin: { kind: "query", query: "" } }).map(([key, { value }]) => [key, asIs(value)] as const);

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly type: string; readonly name: string }[] }[];
}

/** Flags, configuration and alerts of a running Prometheus. */
export const effectivePrometheus = async (get: Get): Promise<EffectiveSettings> => {
  const [flags, config, rules] = await Promise.all([get("/api/v1/status/flags"), get("/api/v1/status/config"), get("/api/v1/rules?type=alert")]);
  const alerts = [...new Set(dataOf<Rules>(rules).groups.flatMap((group) => group.rules.map(({ name }) => name)))].sort();
  const said = Object.entries(dataOf<Readonly<Record<string, string>>>(flags)).map(([name, value]) => [name, asIs(value)] as const);
  return new Map([...said, ...yamlSettings(dataOf<{ readonly yaml: string }>(config).yaml).filter(([key]) => key.startsWith("global.")), ...(alerts.length > 0 ? [["alerts", asIs(alerts.join(","))] as const] : [])]);
};

interface ActiveTargets {
  readonly activeTargets: readonly { readonly health: string; readonly scrapeUrl: string; readonly discoveredLabels: Readonly<Record<string, string>> }[];
}

/**
 * Whom a running Prometheus asks; `undefined`: it was just started, and has not looked yet. In a cluster it finds pods by itself, and
 * knows their containers' names.
 */
export const effectiveTargets = async (get: Get): Promise<readonly Target[] | undefined> => {
  const { activeTargets } = dataOf<ActiveTargets>(await get("/api/v1/targets?state=active"));
  if (activeTargets.length === 0) return undefined;
  return activeTargets.map(({ health, scrapeUrl, discoveredLabels }) => {
    const service = discoveredLabels.__meta_kubernetes_pod_container_name;
    return { address: new URL(scrapeUrl).host, isDown: health === "down", ...(service !== undefined && { service }) };
  });
};

/** The whole configuration of a running Loki, its defaults among it. */
export const effectiveLoki = async (get: Get): Promise<EffectiveSettings> => {
  const said = new Map(yamlSettings(await get("/config")));
  const [limit, table] = [said.get("limits_config.retention_period"), said.get("table_manager.retention_period")];
  const retention = limit && !/^0/.test(limit.value) ? limit : table;
  return new Map([...said, ...(retention ? [["retention", retention] as const] : [])]);
};

/** Data sources and dashboards of a running Grafana. @param get As its administrator */
export const effectiveGrafana = async (get: Get): Promise<EffectiveSettings> => {
  const [sources, boards] = await Promise.all([get("/api/datasources"), get("/api/search?type=dash-db&limit=5000")]);
  const types: readonly { readonly type: string }[] = JSON.parse(sources);
  const uids: readonly { readonly uid: string }[] = JSON.parse(boards);
  return new Map([
    ["datasources", { value: [...new Set(types.map(({ type }) => type))].sort().join(","), isSet: true }],
    ["dashboards", { value: uids.map(({ uid }) => uid).sort().join(","), isSet: true }],
  ]);
};
