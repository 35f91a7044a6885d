import { Registry } from "prom-client";
import { counter, type Durations, type Exposition, still, timer } from "./exposition.ts";

const MEMORY = [
  { area: "heap", id: "G1 Eden Space", used: 40e6, max: -1 },
  { area: "heap", id: "G1 Survivor Space", used: 4e6, max: -1 },
  { area: "heap", id: "G1 Old Gen", used: 90e6, max: 512e6 },
  { area: "nonheap", id: "Metaspace", used: 80e6, max: -1 },
  { area: "nonheap", id: "CodeCache", used: 20e6, max: 48e6 },
] as const;

const jvm = (registry: Registry): void => {
  still(registry, "jvm_memory_used_bytes", MEMORY.map(({ area, id, used }) => [{ area, id }, used]));
  still(registry, "jvm_memory_committed_bytes", MEMORY.map(({ area, id, used }) => [{ area, id }, used * 1.5]));
  still(registry, "jvm_memory_max_bytes", MEMORY.map(({ area, id, max }) => [{ area, id }, max]));
  still(registry, "jvm_threads_live_threads", [[{}, 42]]);
  still(registry, "jvm_threads_states_threads", [[{ state: "runnable" }, 12], [{ state: "waiting" }, 20], [{ state: "timed-waiting" }, 10], [{ state: "blocked" }, 0]]);
  still(registry, "jvm_classes_loaded_classes", [[{}, 18_000]]);
  still(registry, "process_cpu_usage", [[{}, 0.07]]);
  still(registry, "system_cpu_usage", [[{}, 0.3]]);
  still(registry, "process_uptime_seconds", [[{}, 3600]]);
  still(registry, "process_files_open_files", [[{}, 120]]);
  still(registry, "process_files_max_files", [[{}, 10_240]]);
};

const pool = (registry: Registry): void => {
  const default20 = { pool: "default" } as const;
  for (const [name, value] of [["", 20], ["_active", 3], ["_idle", 17], ["_pending", 0], ["_max", 20], ["_min", 20]] as const) {
    still(registry, `hikaricp_connections${name}`, [[default20, value]]);
  }
};

/**
 * Test equipment: what a Micronaut service publishes at /prometheus. Names, labels and units are Micrometer's. By itself
 * Micronaut publishes no buckets (`micronaut.metrics.binders.web.server.histogram` is false), so both kinds are here.
 */
export const micronaut = (durations: Durations, failing: "healthy" | "failing" = "healthy"): Exposition => {
  const registry = new Registry();
  jvm(registry);
  pool(registry);
  still(registry, "kafka_consumer_records_lag_max", [[{ client_id: "order-consumer" }, 7]]);
  const request = timer(registry, "http_server_requests_seconds", ["exception", "method", "status", "uri"], durations);
  const pause = timer(registry, "jvm_gc_pause_seconds", ["action", "cause", "gc"], "no-buckets");
  const acquire = timer(registry, "hikaricp_connections_acquire_seconds", ["pool"], "no-buckets");
  const allocated = counter(registry, "jvm_gc_memory_allocated_bytes_total", []);
  const logged = counter(registry, "logback_events_total", ["level"]);
  const consumed = counter(registry, "kafka_consumer_records_consumed_total", ["client_id"]);
  const work = (): void => {
    for (let nth = 0; nth < 20; nth += 1) request({ exception: "none", method: "GET", status: "200", uri: "/orders/{id}" }, 0.004 + nth / 1000);
    request({ exception: "none", method: "POST", status: "201", uri: "/orders" }, 0.08);
    request({ exception: "none", method: "GET", status: "404", uri: "/orders/{id}" }, 0.003);
    if (failing === "failing") for (let nth = 0; nth < 5; nth += 1) request({ exception: "IllegalStateException", method: "GET", status: "500", uri: "/orders/{id}" }, 0.02);
    pause({ action: "end of minor GC", cause: "G1 Evacuation Pause", gc: "G1 Young Generation" }, 0.006);
    acquire({ pool: "default" }, 0.0004);
    allocated({}, 30e6);
    consumed({ client_id: "order-consumer" }, 25);
    for (const level of ["trace", "debug", "info", "warn", "error"]) logged({ level }, level === "info" ? 20 : 0);
  };
  work();
  return { registry, work };
};
