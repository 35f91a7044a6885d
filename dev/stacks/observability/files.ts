/** Files below `compose/prometheus/rules/`. */
export const RULE_FILES: readonly string[] = [];

/** Files below `compose/grafana/dashboards/`, each named by the uid of its dashboard. */
export const DASHBOARD_UIDS: readonly string[] = [];
