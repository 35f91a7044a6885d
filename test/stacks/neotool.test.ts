import { expect, test } from "vitest";
import type { ContainerService } from "../../dev/model/service.ts";
import { refsIn, resolveText } from "../../dev/model/text.ts";
import { textsIn } from "../../dev/model/validate.ts";
import { selectServices } from "../../dev/planner/select.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";

const stack = neotoolStack(DEFAULT_SETTINGS);
const { services } = stack;
const byName = (name: string): ContainerService => {
  const found = services.find((service) => service.name === name);
  if (found?.kind !== "container") throw new Error(`no service ${name}`);
  return found;
};

test("every service runs production's version on the ports that people know", () => {
  const shown = services.flatMap((service) => (service.kind === "container" ? [[service.image, ...Object.values(service.endpoints).map(({ preferredHostPort }) => preferredHostPort)]] : []));
  expect(shown).toEqual([
    ["apache/kafka:3.7.0", 9092],
    ["postgres:18.1", 5432],
    ["edoburu/pgbouncer:v1.25.1-p0", 6432],
    ["hashicorp/vault:1.21.1", 8200],
    ["quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z", 9000, 9001],
    ["prom/prometheus:v2.55.1", 9090],
    ["grafana/loki:2.9.0", 3100],
    ["grafana/promtail:2.9.0", 9080],
    ["grafana/grafana:11.1.4", 3001],
    ["prom/alertmanager:v0.27.0", 9093],
    ["ghcr.io/apollographql/router:v2.7.0", 4000, 8088, 9095],
    ["unleashorg/unleash-server:8.2.0", 4242],
    ["axllent/mailpit:v1.31.1", 1025, 8025],
    ["prometheuscommunity/postgres-exporter:v0.19.1", 9187],
    ["prometheuscommunity/pgbouncer-exporter:v0.12.0", 9127],
    ["danielqsj/kafka-exporter:v1.9.0", 9308],
  ]);
});

test("no secret stands in a command: arguments are visible to everybody", () => {
  const inCommands = services.flatMap((service) => (service.kind === "container" ? (service.command ?? []).flatMap(refsIn) : []));
  expect(inCommands).toEqual([]);
});

test("secrets reach the containers as files, but for Vault's token, which has no other way", () => {
  const inEnvironment = services.flatMap((service) =>
    service.kind === "container" ? Object.entries(service.env ?? {}).flatMap(([key, value]) => refsIn(value).flatMap((ref) => (ref.ref === "credential" ? [`${service.name} ${key}`] : []))) : [],
  );
  expect(inEnvironment).toEqual(["vault VAULT_DEV_ROOT_TOKEN_ID"]);
});

test("a file with a secret is for its reader alone", () => {
  const secretFiles = services.flatMap((service) =>
    service.kind === "container" ? (service.files ?? []).filter(({ content }) => !(typeof content === "object" && "source" in content) && refsIn(content).some(({ ref }) => ref === "credential")) : [],
  );
  expect(secretFiles.length).toBeGreaterThan(3);
  expect(secretFiles.map(({ mode }) => mode)).toEqual(secretFiles.map(() => 0o400));
});

test("Postgres mounts the parent of its data folder: at .../data the image of version 18 refuses to start", () => {
  expect(byName("postgres").volumes).toEqual([{ name: "postgres-data", path: "/var/lib/postgresql" }]);
});

test("every fast setting of Postgres is declared as meant for development, with a reason", () => {
  const { command = [], devOnly = {} } = byName("postgres");
  const fast = command.map((part) => resolveText(part, () => "")).filter((part) => /^(fsync|full_page_writes|wal_level|max_wal_senders|checkpoint_timeout|max_wal_size)=/.test(part));
  expect(fast.length).toBe(6);
  expect(fast.map((setting) => setting.split("=")[0]).filter((name) => !devOnly[`settings/${name}`])).toEqual([]);
});

const kafkaFile = (name: string): string => {
  const content = byName("kafka").files?.find(({ path }) => path === `/etc/neotool/${name}`)?.content ?? "";
  return typeof content === "object" && "source" in content ? "" : resolveText(content, (ref) => (ref.ref === "host-port" ? "19092" : `<${ref.ref}>`));
};

test("Kafka gets a full set of properties: nothing of the image's defaults applies", () => {
  const names = kafkaFile("server.properties").split("\n").map((line) => line.split("=")[0]);
  expect(names).toEqual(expect.arrayContaining(["node.id", "process.roles", "controller.quorum.voters", "controller.listener.names", "listeners", "log.dirs"]));
});

test("Kafka advertises the host port that its endpoint gets, and to its neighbours the address that its runtime gives it", () => {
  expect(kafkaFile("server.properties")).toContain("\nadvertised.listeners=HOST://127.0.0.1:19092,INTERNAL://<address-of>:19092\n");
  expect(byName("kafka").endpoints).toMatchObject({ broker: { containerPort: 9092, neighbourPort: 19_092 } });
});

test("Kafka's storage is formatted for the cluster of its instance", () => {
  expect(kafkaFile("meta.properties")).toBe("version=1\ncluster.id=<cluster-id>\nnode.id=1\n");
});

test("the pooler knows every role in clear text: with plain auth it can pass nothing through", () => {
  const content = byName("pgbouncer").files?.find(({ path }) => path.endsWith("userlist.txt"))?.content ?? "";
  const userlist = typeof content === "object" && "source" in content ? "" : resolveText(content, (ref) => (ref.ref === "credential" ? `<${ref.name}>` : "?"));
  expect(userlist).toBe(
    [
      '"neotool" "<postgres.owner>"',
      ...["app", "security", "assets", "assistant", "comms"].map((role) => `"${role}" "<postgres.${role}>"`),
      '"neotool_pooler" "<postgres.pooler>"',
      '"pgbouncer_admin" "<pgbouncer.admin>"',
      '"pgbouncer_stats" "<pgbouncer.stats>"',
      "",
    ].join("\n"),
  );
});

test("a schema that is named like the owner leaves the owner its password", () => {
  const { services } = neotoolStack({ ...DEFAULT_SETTINGS, postgres: { ...DEFAULT_SETTINGS.postgres, owner: "app" } });
  const asked = services.filter(({ name }) => name === "postgres-databases" || name === "pgbouncer").flatMap(textsIn).flatMap(refsIn);
  const names = asked.flatMap((ref) => (ref.ref === "credential" ? [ref.name] : []));
  expect(names).toContain("postgres.owner");
  expect(names).not.toContain("postgres.app");
});

test("one-shots follow their service, and everything they name is in the stack", () => {
  const tasks = services.flatMap((service) => (service.kind === "task" ? [`${service.name} on ${service.target ?? "nothing"}`] : []));
  expect(tasks).toEqual(["jwt-keys on nothing", "vault-jwt-keys on vault", "postgres-databases on postgres", "unleash-database on postgres", "kafka-topics on kafka", "minio-buckets on minio", "jwks on minio"]);
});

test.each([["core", 2048], ["observability", 3584]])("the limits of the profile %s leave room on a laptop", (profile, most) => {
  const limits = selectServices(stack, { profile }).flatMap((service) => (service.kind === "container" ? [service.limits.memoryMiB] : []));
  expect(limits.reduce((sum, mebibytes) => sum + mebibytes, 0)).toBeLessThanOrEqual(most);
});

test("nobody waits for what is observed with, and nothing of the core stack depends on it", () => {
  const background = services.flatMap((service) => (service.kind === "container" && service.priority === "background" ? [service.name] : []));
  expect(stack.profiles.alerts?.filter((name) => !stack.profiles.core?.includes(name)).toSorted()).toEqual(background.toSorted());
  expect(services.filter(({ name, dependsOn = {} }) => !background.includes(name) && Object.keys(dependsOn).some((dependency) => background.includes(dependency)))).toEqual([]);
});

test("a definition is data: it survives being written down", () => {
  expect(JSON.parse(JSON.stringify(services))).toEqual(services);
  expect(services.flatMap(textsIn).length).toBeGreaterThan(50);
});

test.each([
  ["postgres:18.1", 18],
  ["postgres:19.0-alpine", 19],
  ["registry.example.com:5000/mirror/postgres:17", 17],
  ["timescale/timescaledb:2.22.0-pg18", 18],
  [`postgres@sha256:${"0".repeat(64)}`, 18],
])("data on the volume are held against the version of %s", (image, major) => {
  const changed = neotoolStack({ ...DEFAULT_SETTINGS, postgres: { ...DEFAULT_SETTINGS.postgres, image } }).services.find(({ name }) => name === "postgres");
  expect(changed).toMatchObject({ volumeChecks: [{ kind: "postgres-major", major }] });
});
