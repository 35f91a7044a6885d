import { expect, test } from "vitest";
import { routerConfig } from "../../../dev/stacks/gateway/router-config.ts";
import { neotoolStack } from "../../../dev/stacks/neotool.ts";
import { router, SUPERGRAPH } from "../../../dev/stacks/services/router.ts";
import { DEFAULT_SETTINGS, type GatewaySettings } from "../../../dev/stacks/settings.ts";
import { desiredIn } from "../../support/resolved.ts";

const JWKS = "http://minio:9000/neotool-jwks/jwks.json";
const config = (settings: Partial<GatewaySettings> = {}) => JSON.parse(routerConfig({ ...DEFAULT_SETTINGS.gateway, ...settings }, JWKS));
const service = (settings: Partial<GatewaySettings> = {}) => router({ ...DEFAULT_SETTINGS.gateway, ...settings }, DEFAULT_SETTINGS.jwt);

test("the web app may call the router from a browser, and services get the token that it was called with", () => {
  expect(config()).toMatchObject({
    cors: { policies: [{ origins: ["http://localhost:3000", "http://127.0.0.1:3000"], allow_credentials: true }] },
    headers: { all: { request: [{ propagate: { named: "authorization" } }, { propagate: { named: "x-request-id" } }] } },
  });
  expect(config({ corsOrigins: ["http://shop.localhost"], propagate: ["x-tenant"] })).toMatchObject({
    cors: { policies: [{ origins: ["http://shop.localhost"] }] },
    headers: { all: { request: [{ propagate: { named: "x-tenant" } }] } },
  });
});

test("what a project says of the router comes on top, but not over where it listens", () => {
  const said = config({ router: { limits: { max_depth: 50 }, supergraph: { listen: "127.0.0.1:1", introspection: false }, sandbox: { enabled: false } } });
  expect(said).toMatchObject({ limits: { max_depth: 50 }, supergraph: { listen: "0.0.0.0:4000", introspection: false, path: "/graphql" }, sandbox: { enabled: false }, homepage: { enabled: false } });
});

test("tokens are checked against the stack's own keys, only when asked, and once those are published", () => {
  expect(config()).not.toHaveProperty("authentication");
  expect(service().dependsOn).toBeUndefined();
  expect(config({ jwt: "optional" }).authentication.router.jwt.jwks).toEqual([{ url: JWKS, poll_interval: "10s", algorithms: ["RS256"] }]);
  expect(config({ jwt: "optional" })).not.toHaveProperty("authorization");
  expect(config({ jwt: "required" }).authorization).toEqual({ require_authentication: true });
  expect(service({ jwt: "required" }).dependsOn).toEqual({ jwks: "completed" });
});

test("the router is nobody's root, and reaches the services on this machine", () => {
  expect(service()).toMatchObject({ runAs: { uid: expect.any(Number) }, hostName: "host.docker.internal" });
  expect(service().runAs?.uid).toBeGreaterThan(0);
});

test("a licence is a file for the router alone, and counts as a secret", () => {
  const licensed = neotoolStack({ ...DEFAULT_SETTINGS, gateway: { ...DEFAULT_SETTINGS.gateway, licensed: true } });
  const { service: filled, secrets } = desiredIn(licensed.services, "router");
  expect(filled.env).toMatchObject({ APOLLO_ROUTER_LICENSE_PATH: "/run/secrets/router.licence" });
  expect(secrets.files).toEqual(["/run/secrets/router.licence"]);
  expect(filled.files.find(({ path }) => path === "/run/secrets/router.licence")).toMatchObject({ content: "secret of router.licence", mode: 0o400 });
});

test("the router begins with the supergraph that was composed last, and that is no reason to make it anew", () => {
  const { services } = neotoolStack(DEFAULT_SETTINGS);
  const fresh = desiredIn(services, "router");
  const composed = desiredIn(services, "router", { kept: () => "schema { query: Query }" });
  const text = ({ service: { files } }: typeof fresh) => files.find(({ path }) => path === SUPERGRAPH)?.content;
  expect(text(fresh)).toContain("nothingIsComposedYet");
  expect(text(composed)).toBe("schema { query: Query }");
  expect(composed.hash).toBe(fresh.hash);
  expect(composed.secrets).toEqual(fresh.secrets);
});

test("nothing stands beside the supergraph in its folder, which a runtime may put another one into", () => {
  const folder = SUPERGRAPH.slice(0, SUPERGRAPH.lastIndexOf("/") + 1);
  expect((service().files ?? []).filter(({ path }) => path.startsWith(folder)).map(({ path }) => path)).toEqual([SUPERGRAPH]);
});

test("the router has no volume: a file is put into it while it runs, and an engine before 23.0 may empty the volumes of a container that goes meanwhile", () => {
  expect(service().volumes ?? []).toEqual([]);
});
