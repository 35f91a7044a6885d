import type { ContainerService } from "../../model/service.ts";
import { credential, text } from "../../model/text.ts";
import { ROUTER_PORTS, routerConfig } from "../gateway/router-config.ts";
import { HOST_NAME } from "../observability/scrape-config.ts";
import type { GatewaySettings, JwtSettings } from "../settings.ts";

/** Nobody's: the image has no user of its own that is the same in all its versions. */
const OWNER = { uid: 10_002, gid: 10_002 } as const;
const CONFIG = "/etc/router/router.yaml";
const LICENCE = "/run/secrets/router.licence";

/** Not drawn as the others are: it is what the project's file says. */
export const LICENCE_CREDENTIAL = "router.licence";

/** Where the router reads its supergraph. Alone in its folder: a runtime may put another one there while the router runs. */
export const SUPERGRAPH = "/etc/router/supergraph/supergraph.graphql";

/** Apollo Router in front of the services on this machine. Its supergraph is composed from theirs, and is taken up without a new start. */
export const router = (settings: GatewaySettings, jwt: JwtSettings): ContainerService => ({
  kind: "container",
  name: "router",
  image: settings.image,
  runAs: OWNER,
  env: {
    APOLLO_ROUTER_CONFIG_PATH: CONFIG,
    APOLLO_ROUTER_SUPERGRAPH_PATH: SUPERGRAPH,
    // The file is looked at every three seconds, which no setting shortens.
    APOLLO_ROUTER_HOT_RELOAD: "true",
    APOLLO_TELEMETRY_DISABLED: "true",
    ...(settings.licensed && { APOLLO_ROUTER_LICENSE_PATH: LICENCE }),
  },
  files: [
    { path: CONFIG, content: routerConfig(settings, `http://minio:9000/${jwt.jwksBucket}/${jwt.jwksObject}`), owner: OWNER, mode: 0o444 },
    { path: SUPERGRAPH, content: { source: "router/supergraph.graphql", kept: "supergraph" }, owner: OWNER, mode: 0o444, replaceable: true },
    ...(settings.licensed ? [{ path: LICENCE, content: text`${credential(LICENCE_CREDENTIAL)}`, owner: OWNER, mode: 0o400 }] : []),
  ],
  hostName: HOST_NAME,
  endpoints: {
    graphql: { containerPort: ROUTER_PORTS.graphql, preferredHostPort: settings.port, scheme: "http", web: {} },
    health: { containerPort: ROUTER_PORTS.health, preferredHostPort: settings.healthPort, scheme: "http" },
    metrics: { containerPort: ROUTER_PORTS.metrics, preferredHostPort: settings.metricsPort, scheme: "http" },
  },
  readiness: { kind: "http", endpoint: "health", path: "/health?ready", status: [200] },
  // The image has no program that speaks HTTP.
  healthCheck: { command: ["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${ROUTER_PORTS.health}`] },
  ...(settings.jwt !== "off" && { dependsOn: { jwks: "completed" } as const }),
  knownEnds: [
    {
      says: "license violation",
      means: "its configuration asks for what only a licence of Apollo's opens, as checking tokens (gateway.jwt) is",
      fix: "Name the licence's file as gateway.licence in neotool.config.ts, or leave gateway.jwt out: the services check tokens themselves.",
    },
    {
      says: "no valid configuration was supplied",
      means: "it does not take gateway.router of neotool.config.ts",
      tells: "Failed to read configuration: ",
      fix: "Mend gateway.router: what is shown is the router's own file, whose rest comes from neotool. neotool dev logs router has all of it.",
    },
  ],
  limits: { memoryMiB: settings.memoryMiB },
  stopGraceSeconds: 3,
  devOnly: {
    introspection: "a schema that tools can read; production's is closed",
    sandbox: "a page to try queries on",
    include_subgraph_errors: "errors of services in their own words",
  },
});
