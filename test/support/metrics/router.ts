import { Registry } from "prom-client";
import { counter, type Exposition, histogram, still } from "./exposition.ts";

const SCOPE = { otel_scope_name: "apollo/router" } as const;
const SERVER = { ...SCOPE, http_request_method: "POST", server_address: "127.0.0.1", server_port: "4000" } as const;
const BUCKETS = [0.001, 0.005, 0.015, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1, 5, 10] as const;

/** Test equipment: what Apollo Router 2.7.0 publishes at /metrics. Names and labels were read off the real program. */
export const router = (): Exposition => {
  const registry = new Registry();
  still(registry, "apollo_router_pipelines", [[{ ...SCOPE, config_hash: "c", schema_id: "s" }, 1]]);
  still(registry, "apollo_router_session_count_active", [[SCOPE, 0]]);
  still(registry, "http_server_active_requests", [[{ ...SCOPE, http_request_method: "POST" }, 0]]);
  still(registry, "apollo_router_cache_size", [[{ ...SCOPE, kind: "query planner", type: "memory" }, 3], [{ ...SCOPE, kind: "APQ", type: "memory" }, 0]]);
  still(registry, "apollo_router_jemalloc_resident", [[SCOPE, 50e6]]);
  still(registry, "apollo_router_jemalloc_allocated", [[SCOPE, 44e6]]);
  still(registry, "apollo_router_compute_jobs_queued", [[SCOPE, 0]]);
  still(registry, "apollo_router_open_connections", [[{ ...SCOPE, http_connection_state: "active", server_address: "0.0.0.0", server_port: "4000" }, 1]]);
  const operation = counter(registry, "apollo_router_operations_total", ["http_response_status_code", "otel_scope_name"]);
  const failed = counter(registry, "apollo_router_graphql_error_total", ["code", "otel_scope_name"]);
  const server = histogram(registry, "http_server_request_duration_seconds", [...Object.keys(SERVER), "http_response_status_code"], BUCKETS);
  const client = histogram(registry, "http_client_request_duration_seconds", ["subgraph_name", "otel_scope_name"], BUCKETS);
  const plan = histogram(registry, "apollo_router_query_planning_total_duration", ["otel_scope_name"], BUCKETS);
  const hit = histogram(registry, "apollo_router_cache_hit_time", ["kind", "storage", "otel_scope_name"], BUCKETS);
  const miss = histogram(registry, "apollo_router_cache_miss_time", ["kind", "storage", "otel_scope_name"], BUCKETS);
  const work = (): void => {
    for (let nth = 0; nth < 30; nth += 1) {
      operation({ ...SCOPE, http_response_status_code: "200" }, 1);
      server({ ...SERVER, http_response_status_code: "200" }, 0.01 + nth / 1000);
      for (const subgraph_name of ["app", "security"]) client({ ...SCOPE, subgraph_name }, 0.008);
      hit({ ...SCOPE, kind: "query planner", storage: "memory" }, 0.00001);
    }
    operation({ ...SCOPE, http_response_status_code: "400" }, 1);
    server({ ...SERVER, http_response_status_code: "400" }, 0.001);
    failed({ ...SCOPE, code: "GRAPHQL_VALIDATION_FAILED" }, 1);
    miss({ ...SCOPE, kind: "query planner", storage: "memory" }, 0.00002);
    plan(SCOPE, 0.002);
  };
  work();
  return { registry, work };
};
