import type { ContainerService } from "../../model/service.ts";
import type { ServiceSettings } from "../settings.ts";
import { goMemory } from "./go-memory.ts";
import { LOG_READER, LOG_TARGETS } from "./log-reader.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";

const ROOT = { uid: 0, gid: 0 } as const;
const CONFIG = "/etc/alloy/neotool.alloy";

/** Promtail's successor, for who chooses it: the same lines with the same labels. */
export const alloy = (settings: ServiceSettings): ContainerService => ({
  kind: "container",
  name: "alloy",
  image: settings.image,
  // It reports its use beyond this machine unless told not to.
  command: ["run", CONFIG, "--server.http.listen-addr=0.0.0.0:12345", "--storage.path=/var/lib/alloy/data", "--disable-reporting"],
  env: goMemory(settings.memoryMiB),
  files: [{ path: CONFIG, content: { source: "alloy/config.alloy" }, owner: ROOT, mode: 0o444 }, LOG_TARGETS],
  readsLogs: LOG_READER,
  endpoints: { http: { containerPort: 12_345, preferredHostPort: settings.port, scheme: "http", web: {} } },
  volumes: [{ name: "alloy-data", path: "/var/lib/alloy/data" }],
  readiness: { kind: "http", endpoint: "http", path: "/-/ready", status: [200] },
  healthCheck: { command: ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/12345"] },
  priority: "background",
  dependsOn: { loki: "started" },
  limits: { memoryMiB: settings.memoryMiB },
  devOnly: ON_A_LAPTOP,
  stopGraceSeconds: 3,
});
