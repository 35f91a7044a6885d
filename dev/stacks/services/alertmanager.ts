import type { ContainerService } from "../../model/service.ts";
import { alertmanagerConfig } from "../observability/alertmanager-config.ts";
import { HOST_NAME } from "../observability/scrape-config.ts";
import type { AlertmanagerSettings } from "../settings.ts";
import { goMemory } from "./go-memory.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";

/** `nobody`, as the official image runs. */
const OWNER = { uid: 65_534, gid: 65_534 } as const;
const CONFIG = "/etc/alertmanager/neotool.yml";

/** Groups the alerts that fire, and posts them to a program on this machine. */
export const alertmanager = (settings: AlertmanagerSettings): ContainerService => ({
  kind: "container",
  name: "alertmanager",
  image: settings.image,
  // One member needs no cluster, whose port would be asked of every network.
  command: [`--config.file=${CONFIG}`, "--storage.path=/alertmanager", "--cluster.listen-address="],
  env: goMemory(settings.memoryMiB),
  files: [{ path: CONFIG, content: alertmanagerConfig({ webhook: settings.webhook }), owner: OWNER, mode: 0o444 }],
  hostName: HOST_NAME,
  endpoints: { http: { containerPort: 9093, preferredHostPort: settings.port, scheme: "http", web: {} } },
  volumes: [{ name: "alertmanager-data", path: "/alertmanager" }],
  readiness: { kind: "http", endpoint: "http", path: "/-/ready", status: [200] },
  healthCheck: { command: ["wget", "-q", "--spider", "http://127.0.0.1:9093/-/ready"] },
  priority: "background",
  limits: { memoryMiB: settings.memoryMiB },
  devOnly: ON_A_LAPTOP,
  stopGraceSeconds: 3,
});
