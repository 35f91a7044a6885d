import { expect, test } from "vitest";
import { parse } from "yaml";
import { psqlScript } from "../../../dev/data/postgres/database-sql.ts";
import { credential, hostPort, text } from "../../../dev/model/text.ts";
import type { Service } from "../../../dev/model/service.ts";
import { renderCompose } from "../../../dev/runtimes/compose/render.ts";
import { composeYaml } from "../../../dev/runtimes/compose/yaml.ts";
import { service, task } from "../../support/builders.ts";

/** The file as Compose reads it, before it fills in variables. */
const exported = (...services: readonly Service[]) => parse(composeYaml(renderCompose(services, { source: (path) => `text of ${path}`, psqlScript })));

const OWNER = { uid: 70, gid: 70 } as const;
const ready = { command: ["ask", "a question"] } as const;

test("a dependency's condition is said in Compose's words", () => {
  const { services } = exported(service("db"), service("cache"), service("app", { dependsOn: { db: "ready", cache: "started" } }));
  expect(services.app.depends_on).toEqual({ db: { condition: "service_healthy" }, cache: { condition: "service_started" } });
});

test("who waits for a one-shot waits for the service whose health check does it: Compose knows no such service", () => {
  const { services } = exported(service("db"), task("tables", { target: "db" }), task("keys"), service("app", { dependsOn: { tables: "completed", keys: "completed" } }));
  expect(services.app.depends_on).toEqual({ db: { condition: "service_healthy" } });
});

test("limits, descriptors, shared memory and grace are the definition's", () => {
  const { services } = exported(service("db", { limits: { memoryMiB: 512, shmMiB: 256, nofile: 4096 }, stopGraceSeconds: 20 }));
  expect(services.db).toMatchObject({ mem_limit: "512m", shm_size: "256m", ulimits: { nofile: 4096 }, stop_grace_period: "20s" });
});

test("a file that is one secret is a secret; a text with secrets in it is a config", () => {
  const app: Service = {
    ...service("app"),
    files: [
      { path: "/run/secrets/app.token", content: text`${credential("app.token")}`, owner: OWNER, mode: 0o400 },
      { path: "/etc/app.ini", content: text`token = ${credential("app.token")} # $5`, owner: OWNER, mode: 0o400 },
      { path: "/etc/static.ini", content: { source: "app/static.ini" }, owner: OWNER, mode: 0o444 },
    ],
  };
  const { services, secrets, configs } = exported(app);
  expect(services.app.secrets).toEqual([{ source: "app_token", target: "/run/secrets/app.token", mode: 0o444 }]);
  expect(services.app.configs.map(({ source }: { source: string }) => source)).toEqual(["app-app.ini", "app-static.ini"]);
  expect(secrets).toEqual({ app_token: { environment: "NEOTOOL_SECRET_APP_TOKEN" } });
  expect(configs).toEqual({
    "app-app.ini": { content: "token = ${NEOTOOL_SECRET_APP_TOKEN:?see the top of this file} # $$5" },
    "app-static.ini": { content: "text of app/static.ini" },
  });
});

test("files of one name in two folders are two, and one whose name has a blank has a name that Compose takes", () => {
  const file = (path: string, content: string) => ({ path, content, owner: OWNER, mode: 0o444 });
  const { services, configs } = exported(service("app", { files: [file("/etc/sources/app.yml", "sources"), file("/etc/boards/app.yml", "boards"), file("/etc/boards/my board.json", "{}")] }));
  const mounted = services.app.configs.map(({ source, target }: { source: string; target: string }) => [target, configs[source].content]);
  expect(mounted).toEqual([["/etc/sources/app.yml", "sources"], ["/etc/boards/app.yml", "boards"], ["/etc/boards/my board.json", "{}"]]);
  expect(Object.keys(configs).filter((name) => !/^[a-zA-Z0-9._-]+$/.test(name))).toEqual([]);
});

test("a changed file makes a new container: Compose itself would not see it", () => {
  const labelOf = (content: string) => exported(service("app", { files: [{ path: "/etc/app.ini", content, owner: OWNER, mode: 0o444 }] })).services.app.labels["dev.neotool.files"];
  expect(labelOf("a")).toBe(labelOf("a"));
  expect(labelOf("a")).not.toBe(labelOf("b"));
});

test("an address that a service tells of itself follows the port where it is published", () => {
  const { services } = exported({ ...service("app"), env: { ADVERTISED: text`http://127.0.0.1:${hostPort("app", "api")}`, SHELL: "$HOME" } });
  expect(services.app.environment).toEqual({ ADVERTISED: "http://127.0.0.1:${NEOTOOL_PORT_APP_API:-8003}", SHELL: "$$HOME" });
});

test("a service without one-shots is only asked", () => {
  const { services } = exported(service("app", { healthCheck: ready, readyWithinSeconds: 90 }));
  expect(services.app.healthcheck).toEqual({ test: ["CMD", "ask", "a question"], interval: "1s", timeout: "5s", retries: 90 });
});

test("a service with one-shots is healthy when they are done, once for each start", () => {
  const kafka = service("kafka", { healthCheck: ready, tools: { "kafka-topics": { command: ["topics.sh", "--server", "kafka:19092"] } } });
  const topics = task("topics", {
    target: "kafka",
    dependsOn: { kafka: "ready" },
    action: { kind: "kafka-topics", endpoint: "api", topics: [{ name: "orders", partitions: 3, configs: { "cleanup.policy": "compact,delete" } }] },
  });
  const { services } = exported(kafka, topics);
  expect(Object.keys(services)).toEqual(["kafka"]);
  const [, , , script] = services.kafka.healthcheck.test;
  expect(script.split("\n")).toEqual([
    "ask 'a question'",
    "if [ -e /dev/shm/neotool-done ]; then exit; fi",
    "export KAFKA_HEAP_OPTS=-Xmx128m KAFKA_JVM_PERFORMANCE_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'",
    "topics.sh --server kafka:19092 --create --if-not-exists --topic orders --partitions 3 --replication-factor 1 --config 'cleanup.policy=compact,delete'",
    ": > /dev/shm/neotool-done",
  ]);
  expect(services.kafka.healthcheck.timeout).toBe("60s");
});

test("a one-shot with nothing to do adds nothing", () => {
  const { services } = exported(service("kafka", { healthCheck: ready }), task("topics", { target: "kafka", action: { kind: "kafka-topics", endpoint: "api", topics: [] } }));
  expect(services.kafka.healthcheck.test).toEqual(["CMD", "ask", "a question"]);
});

test("passwords of roles reach psql in a file that Compose fills in, never in an argument", () => {
  const password = "role-password";
  const databases = task("databases", {
    target: "postgres",
    action: { kind: "postgres-databases", endpoint: "api", superuser: "postgres", superuserPassword: "admin-password", owner: "shop", monitor: { name: "monitor", password: "monitor-password" }, pooler: { name: "pooler", password: "pooler-password" }, databases: [{ name: "shop_db", extensions: ["citext"], schemas: [{ name: "app", password }] }] },
  });
  const { services, configs } = exported(service("postgres", { healthCheck: ready }), databases);
  expect(configs["postgres-databases.sql"].content).toContain(`ALTER ROLE "app" LOGIN PASSWORD '${password}';`);
  expect(configs["postgres-databases.sql"].content).toContain('CREATE SCHEMA IF NOT EXISTS "app" AUTHORIZATION "app";');
  expect(JSON.stringify(services)).not.toMatch(/role-password|admin-password|monitor-password/);
});
