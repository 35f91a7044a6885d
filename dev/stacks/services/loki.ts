import type { ContainerService } from "../../model/service.ts";
import type { LokiSettings } from "../settings.ts";
import { goMemory } from "./go-memory.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";
import { renewable } from "./renewable.ts";

const OWNER = { uid: 10_001, gid: 10_001 } as const;
const CONFIG = "/etc/loki/neotool.yaml";

const DATA = "/loki";
const renewing = renewable({ data: DATA, entrypoint: ["/usr/bin/loki"] });

/** Where logs are kept and searched. */
export const loki = (settings: LokiSettings): ContainerService => ({
  kind: "container",
  name: "loki",
  image: settings.image,
  entrypoint: renewing.entrypoint,
  command: [`-config.file=${CONFIG}`, `-store.retention=${settings.retentionDays * 24}h`],
  env: goMemory(settings.memoryMiB),
  renewal: renewing.renewal,
  files: [renewing.script, { path: CONFIG, content: { source: "loki/loki.yaml" }, owner: OWNER, mode: 0o444 }],
  endpoints: { http: { containerPort: 3100, preferredHostPort: settings.port, scheme: "http" } },
  volumes: [{ name: "loki-data", path: DATA }],
  readiness: { kind: "http", endpoint: "http", path: "/ready", status: [200] },
  healthCheck: { command: ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:3100/ready"] },
  priority: "background",
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 5,
  devOnly: {
    ...ON_A_LAPTOP,
    "settings/ingester.lifecycler.min_ready_duration": "speed: a ring of one member has nobody to wait for, and by default it waits 15 s",
    "settings/*replication_factor": "one member cannot replicate",
    "settings/limits_config.*": "after a night with the laptop closed, the agent sends yesterday's lines, all at once",
  },
});
