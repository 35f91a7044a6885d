import type { ContainerService } from "../../model/service.ts";
import type { ServiceSettings } from "../settings.ts";
import { goMemory } from "./go-memory.ts";
import { LOG_READER, LOG_TARGETS } from "./log-reader.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";

const ROOT = { uid: 0, gid: 0 } as const;
const CONFIG = "/etc/promtail/neotool.yaml";

/** Sends every container's log to Loki. Reads files, and has no socket of the engine. */
export const promtail = (settings: ServiceSettings): ContainerService => ({
  kind: "container",
  name: "promtail",
  image: settings.image,
  command: [`-config.file=${CONFIG}`],
  env: goMemory(settings.memoryMiB),
  files: [
    { path: CONFIG, content: { source: "promtail/promtail.yaml" }, owner: ROOT, mode: 0o444 },
    LOG_TARGETS,
  ],
  readsLogs: LOG_READER,
  endpoints: { http: { containerPort: 9080, preferredHostPort: settings.port, scheme: "http" } },
  // What was read already: without it, a container made anew would send everything again.
  volumes: [{ name: "promtail-data", path: "/data" }],
  readiness: { kind: "http", endpoint: "http", path: "/ready", status: [200] },
  healthCheck: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9080"] },
  priority: "background",
  dependsOn: { loki: "started" },
  limits: { memoryMiB: settings.memoryMiB },
  devOnly: ON_A_LAPTOP,
  stopGraceSeconds: 3,
});
