import type { ContainerService } from "../../model/service.ts";
import { credential, text } from "../../model/text.ts";
import { DASHBOARD_UIDS } from "../observability/files.ts";
import type { GrafanaSettings } from "../settings.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { withoutItsData } from "./throw-away.ts";

const OWNER = { uid: 472, gid: 0 } as const;
const ADMIN = "/run/secrets/grafana.admin";
const PROVISIONING = "/etc/grafana/provisioning";
const FOLDER = "/etc/neotool/dashboards";

const source = (path: string, file: string) => ({ path, content: { source: file }, owner: OWNER, mode: 0o444 });

/** Dashboards of this stack. Everybody on this machine may look and explore; the administrator has a password. */
export const grafana = (settings: GrafanaSettings): ContainerService => ({
  kind: "container",
  name: "grafana",
  image: settings.image,
  env: {
    GF_SECURITY_ADMIN_PASSWORD__FILE: ADMIN,
    GF_AUTH_ANONYMOUS_ENABLED: "true",
    // Not a viewer: viewers may not explore logs.
    GF_AUTH_ANONYMOUS_ORG_ROLE: "Editor",
    // Nothing is asked for beyond this machine; without a network each of these is waited for.
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
    GF_DATABASE_WAL: "true",
    GF_LOG_LEVEL: "warn",
    GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: `${FOLDER}/neotool-overview.json`,
  },
  files: [
    { path: ADMIN, content: text`${credential("grafana.admin")}`, owner: OWNER, mode: 0o400 },
    source(`${PROVISIONING}/datasources/neotool.yml`, "grafana/provisioning/datasources/neotool.yml"),
    source(`${PROVISIONING}/dashboards/neotool.yml`, "grafana/provisioning/dashboards/neotool.yml"),
    ...DASHBOARD_UIDS.map((uid) => source(`${FOLDER}/${uid}.json`, `grafana/dashboards/${uid}.json`)),
    ...settings.dashboards.map(({ name, content }) => ({ path: `${FOLDER}/own-${name}`, content, owner: OWNER, mode: 0o444 })),
  ],
  endpoints: { http: { containerPort: 3000, preferredHostPort: settings.port, scheme: "http", web: {} } },
  volumes: [{ name: "grafana-data", path: "/var/lib/grafana" }],
  readiness: { kind: "http", endpoint: "http", path: "/api/health", status: [200] },
  healthCheck: { command: ["curl", "--fail", "--silent", "--show-error", "http://127.0.0.1:3000/api/health"] },
  knownEnds: [
    // grafana/grafana#110740: a source that was provisioned keeps its first uid.
    { says: "data source not found", means: "its database has a data source of ours under another uid, from an older set-up", fix: withoutItsData("grafana") },
  ],
  priority: "background",
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 5,
  devOnly: { ...ON_A_LAPTOP, "settings/auth.anonymous.*": "everybody on this machine may look and explore" },
});
