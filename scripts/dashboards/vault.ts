import type { Board } from "./parts/board.ts";
import { logsOf, overview } from "./parts/links.ts";
import { series, stat } from "./parts/panels.ts";
import { OF_INSTANCE as I } from "./parts/sources.ts";
import { betterFrom, worseFrom } from "./parts/steps.ts";
import { instance } from "./parts/variables.ts";

const rate = (metric: string, by = "service"): string => `sum by (${by}) (rate(${metric}{${I}}[$__rate_interval]))`;
/** Vault measures in milliseconds. */
const mean = (metric: string): string => `${rate(`${metric}_sum`)} / (${rate(`${metric}_count`)} > 0) or ${rate(`${metric}_count`)} * 0`;

/** Vault 1.21 in dev mode, at /v1/sys/metrics. */
export const vault: Board = {
  uid: "neotool-vault",
  title: "Vault",
  description: "Seal, requests, tokens, storage and memory of the instance's Vault.",
  variables: [instance()],
  links: [overview(), logsOf("vault")],
  top: [
    stat({
      title: "Unsealed",
      description: "1 when Vault is open. Sealed, no application can read a secret.",
      unit: "none",
      expr: `max(vault_core_unsealed{${I}})`,
      steps: betterFrom(1, 1),
    }),
    stat({
      title: "Requests",
      description: "Requests per second that Vault works on.",
      unit: "reqps",
      expr: `sum(rate(vault_core_handle_request_count{${I}}[$__rate_interval]))`,
    }),
    stat({
      title: "Mean response time",
      description: "How long Vault works on a request, the check of its token included.",
      unit: "ms",
      expr: `max(${mean("vault_core_handle_request")})`,
      steps: worseFrom(50, 500),
    }),
    stat({
      title: "In flight",
      description: "Requests that are being worked on.",
      unit: "none",
      expr: `sum(vault_core_in_flight_requests{${I}})`,
    }),
    stat({
      title: "Leases",
      description: "Tokens and secrets that will expire. A number that only grows: a program logs in again and again.",
      unit: "short",
      expr: `sum(vault_expire_num_leases{${I}})`,
      steps: worseFrom(1000, 10000),
    }),
    stat({
      title: "Memory",
      description: "Memory that Vault holds. In dev mode all its data are in it.",
      unit: "bytes",
      expr: `sum(vault_runtime_sys_bytes{${I}})`,
      steps: worseFrom(256e6, 512e6),
    }),
  ],
  rows: [
    {
      title: "Requests",
      panels: [
        series({
          title: "Requests by status",
          description: "4xx is mostly a missing secret or a token without permission.",
          unit: "reqps",
          stacked: "stacked",
          lines: [{ expr: rate("vault_core_response_status_code", "type"), legend: "{{type}}" }],
        }),
        series({
          title: "Mean response time",
          description: "Of requests, and of the check of their tokens, which is a part of it.",
          unit: "ms",
          lines: [{ expr: mean("vault_core_handle_request"), legend: "request" }, { expr: mean("vault_core_check_token"), legend: "check of the token" }],
          steps: worseFrom(50, 500),
        }),
        series({
          title: "Token look-ups",
          description: "How often Vault looked a token up. Each request needs one.",
          unit: "ops",
          lines: [{ expr: rate("vault_token_lookup_count"), legend: "look-ups" }],
        }),
        series({
          title: "Leases",
          description: "What will expire, and what Vault gave up to revoke.",
          unit: "short",
          lines: [{ expr: `sum(vault_expire_num_leases{${I}})`, legend: "leases" }, { expr: `sum(vault_expire_num_irrevocable_leases{${I}})`, legend: "not revocable" }],
        }),
      ],
    },
    {
      title: "Storage and the process",
      panels: [
        series({
          title: "Storage operations",
          description: "Reads and writes below the encryption.",
          unit: "ops",
          span: 8,
          lines: [
            { expr: rate("vault_barrier_get_count"), legend: "get" },
            { expr: rate("vault_barrier_put_count"), legend: "put" },
            { expr: rate("vault_barrier_list_count"), legend: "list" },
          ],
        }),
        series({
          title: "Cache",
          description: "Reads that the cache answered, and that it did not.",
          unit: "ops",
          span: 8,
          lines: [{ expr: rate("vault_cache_hit"), legend: "hit" }, { expr: rate("vault_cache_miss"), legend: "miss" }],
        }),
        series({
          title: "Memory",
          description: "Held from the system, and in use.",
          unit: "bytes",
          span: 8,
          lines: [{ expr: `sum(vault_runtime_sys_bytes{${I}})`, legend: "held" }, { expr: `sum(vault_runtime_alloc_bytes{${I}})`, legend: "in use" }],
        }),
        series({
          title: "Goroutines",
          description: "A number that only grows is a leak.",
          unit: "short",
          span: 8,
          lines: [{ expr: `sum(vault_runtime_num_goroutines{${I}})`, legend: "goroutines" }],
        }),
        series({
          title: "CPU",
          description: "CPUs that Vault uses. 1 is one whole CPU.",
          unit: "none",
          span: 8,
          lines: [{ expr: `sum(rate(process_cpu_seconds_total{${I}, service="vault"}[$__rate_interval]))`, legend: "CPUs" }],
        }),
        series({
          title: "Secrets engines and logins",
          description: "Mounted engines (logical) and ways to log in (auth).",
          unit: "none",
          span: 8,
          lines: [{ expr: `sum by (type) (vault_core_mount_table_num_entries{${I}})`, legend: "{{type}}" }],
        }),
      ],
    },
  ],
};
