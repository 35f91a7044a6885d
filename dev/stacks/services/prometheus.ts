import type { ContainerService } from "../../model/service.ts";
import { credential, text } from "../../model/text.ts";
import { RULE_FILES } from "../observability/files.ts";
import { HOST_NAME, scrapeConfig } from "../observability/scrape-config.ts";
import type { PrometheusSettings, Settings } from "../settings.ts";
import { goMemory } from "./go-memory.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { renewable } from "./renewable.ts";
import { withoutItsData } from "./throw-away.ts";

/** `nobody`, as the official image runs. */
const OWNER = { uid: 65_534, gid: 65_534 } as const;
const CONFIG = "/etc/prometheus/neotool.yml";
const RULES = "/etc/prometheus/rules";
const VAULT_TOKEN = "/run/secrets/vault.root";

const readable = (path: string, content: NonNullable<ContainerService["files"]>[number]["content"]) => ({ path, content, owner: OWNER, mode: 0o444 });

const DATA = "/prometheus";
const renewing = renewable({ data: DATA, entrypoint: ["/bin/prometheus"] });

/** Metrics of every service, and of the applications on this machine. */
export const prometheus = (settings: PrometheusSettings, { metrics: applications, logAgent }: Pick<Settings, "metrics" | "logAgent">): ContainerService => ({
  kind: "container",
  name: "prometheus",
  image: settings.image,
  entrypoint: renewing.entrypoint,
  // The image's own arguments are gone with the first of ours.
  command: [
    `--config.file=${CONFIG}`,
    `--storage.tsdb.path=${DATA}`,
    `--storage.tsdb.retention.time=${settings.retentionDays}d`,
    // Alertmanager may start later: what it missed is not to be missed for a minute.
    "--rules.alert.resend-delay=10s",
    `--storage.tsdb.retention.size=${settings.maxGigabytes}GB`,
  ],
  env: goMemory(settings.memoryMiB),
  renewal: renewing.renewal,
  files: [
    renewing.script,
    readable(CONFIG, scrapeConfig({ applications, logAgent, rules: `${RULES}/*`, vaultToken: VAULT_TOKEN })),
    ...RULE_FILES.map((file) => readable(`${RULES}/${file}`, { source: `prometheus/rules/${file}` })),
    ...settings.rules.map(({ name, content }) => readable(`${RULES}/own-${name}`, content)),
    { path: VAULT_TOKEN, content: text`${credential("vault.root")}`, owner: OWNER, mode: 0o400 },
  ],
  hostName: HOST_NAME,
  endpoints: { http: { containerPort: 9090, preferredHostPort: settings.port, scheme: "http", web: {} } },
  volumes: [{ name: "prometheus-data", path: DATA }],
  readiness: { kind: "http", endpoint: "http", path: "/-/ready", status: [200] },
  healthCheck: { command: ["wget", "-q", "--spider", "http://127.0.0.1:9090/-/ready"] },
  knownEnds: [{ says: "opening storage failed", means: "its storage is damaged", fix: withoutItsData("prometheus") }],
  priority: "background",
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 10,
  devOnly: {
    ...ON_A_LAPTOP,
    "settings/global.*": "who looks at a dashboard while programming waits for the next sample",
    "retention/storage.tsdb.retention.size": "a laptop's disk is not a server's: the oldest go first",
  },
});
