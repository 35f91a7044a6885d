import { isRecord } from "../../platform/is-record.ts";
import type { GatewaySettings } from "../settings.ts";

/** Where the router listens inside its container. In one, it must listen on every address. */
export const ROUTER_PORTS = { graphql: 4000, health: 8088, metrics: 9090 } as const;

/** How often the JWKS is read again: a key that `keys rotate` made is known after this time. */
const JWKS_EVERY = "10s";

type Json = Readonly<Record<string, unknown>>;

/** Records are laid over each other key by key; everything else is replaced. */
const laidOver = (base: Json, over: Json): Json => ({
  ...base,
  ...Object.fromEntries(
    Object.entries(over).map(([key, value]) => {
      const below = base[key];
      return [key, isRecord(below) && isRecord(value) ? laidOver(below, value) : value];
    }),
  ),
});

const listen = (port: number): string => `0.0.0.0:${port}`;

/** Only with a licence of Apollo's: without one the router ends when it reads this, and says so. */
const authentication = ({ jwt }: GatewaySettings, jwksUrl: string): Json =>
  jwt === "off"
    ? {}
    : {
        authentication: { router: { jwt: { jwks: [{ url: jwksUrl, poll_interval: JWKS_EVERY, algorithms: ["RS256"] }] } } },
        ...(jwt === "required" && { authorization: { require_authentication: true } }),
      };

/**
 * `router.yaml` of Apollo Router 2: JSON, which is YAML too. What the project says by itself (`gateway.router`) comes last,
 * and may take the place of anything but where the router listens, which the stack relies on.
 *
 * @param jwksUrl As the router reaches it.
 */
export const routerConfig = (settings: GatewaySettings, jwksUrl: string): string => {
  const { corsOrigins, propagate } = settings;
  const ours: Json = {
    supergraph: { introspection: true },
    homepage: { enabled: false },
    sandbox: { enabled: true },
    include_subgraph_errors: { all: true },
    cors: { policies: [{ origins: corsOrigins, allow_credentials: true }] },
    headers: { all: { request: propagate.map((named) => ({ propagate: { named } })) } },
    telemetry: { exporters: { logging: { stdout: { format: "json" } } } },
    ...authentication(settings, jwksUrl),
  };
  const fixed: Json = {
    supergraph: { listen: listen(ROUTER_PORTS.graphql), path: "/graphql" },
    health_check: { enabled: true, listen: listen(ROUTER_PORTS.health), path: "/health" },
    telemetry: { exporters: { metrics: { common: { service_name: "router" }, prometheus: { enabled: true, listen: listen(ROUTER_PORTS.metrics), path: "/metrics" } } } },
  };
  return `${JSON.stringify(laidOver(laidOver(ours, settings.router), fixed), null, 2)}\n`;
};
