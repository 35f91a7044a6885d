/** The data sources that compose/grafana/provisioning/datasources makes. Their uids never change: Grafana would not find them again. */
export const PROMETHEUS = { type: "prometheus", uid: "neotool-prometheus" } as const;
export const LOKI = { type: "loki", uid: "neotool-loki" } as const;

/** What every query is bound to. */
export const OF_INSTANCE = 'instance=~"$instance"';
export const OF_SERVICE = `${OF_INSTANCE}, service=~"$service"`;
