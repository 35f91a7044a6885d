import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { neotoolStack } from "../../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../../dev/stacks/settings.ts";
import { composeFile } from "../../../dev/wiring/export-compose.ts";
import { projectRoot } from "../../support/cli.ts";

const text = composeFile(neotoolStack(DEFAULT_SETTINGS), "core");

interface Service {
  readonly image: string;
  readonly ports: readonly string[];
  readonly healthcheck: { readonly test: readonly string[]; readonly interval: string; readonly retries: number; readonly start_period?: string };
  readonly mem_limit: string;
  readonly security_opt: readonly string[];
}
const { services }: { services: Readonly<Record<string, Service>> } = parse(text);

test("compose/compose.yaml is what the definition says (npm run docs)", () => {
  expect(readFileSync(join(projectRoot, "compose", "compose.yaml"), "utf8")).toBe(text);
});

test.each(["core", "observability", "alerts"])("whoever waits for somebody in the profile %s waits for a service of the file", (profile) => {
  const file: { services: Readonly<Record<string, { depends_on?: Readonly<Record<string, unknown>> }>> } = parse(composeFile(neotoolStack(DEFAULT_SETTINGS), profile));
  for (const [name, { depends_on = {} }] of Object.entries(file.services)) for (const dependency of Object.keys(depends_on)) expect(Object.keys(file.services), `${name} waits for ${dependency}`).toContain(dependency);
});

test("it has the five services on production's images, and no container besides", () => {
  expect(Object.entries(services).map(([name, { image }]) => `${name} ${image}`)).toEqual([
    "kafka apache/kafka:3.7.0",
    "postgres postgres:18.1",
    "pgbouncer edoburu/pgbouncer:v1.25.1-p0",
    "vault hashicorp/vault:1.21.1",
    "minio quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z",
  ]);
  expect(text).not.toContain("neotool.local");
});

test("ports are on the loopback address only, and movable by a variable", () => {
  expect(Object.values(services).flatMap(({ ports }) => ports)).toEqual([
    "127.0.0.1:${NEOTOOL_PORT_KAFKA_BROKER:-9092}:9092",
    "127.0.0.1:${NEOTOOL_PORT_POSTGRES_SQL:-5432}:5432",
    "127.0.0.1:${NEOTOOL_PORT_PGBOUNCER_SQL:-6432}:6432",
    "127.0.0.1:${NEOTOOL_PORT_VAULT_API:-8200}:8200",
    "127.0.0.1:${NEOTOOL_PORT_MINIO_S3:-9000}:9000",
    "127.0.0.1:${NEOTOOL_PORT_MINIO_CONSOLE:-9001}:9001",
  ]);
});

test("every service is asked each second, may take a minute, and has a limit", () => {
  for (const { healthcheck, mem_limit, security_opt } of Object.values(services)) {
    expect(healthcheck).toMatchObject({ interval: "1s", retries: 60 });
    expect(healthcheck).not.toHaveProperty("start_period"); // from engine 25 on it means: every five seconds
    expect(mem_limit).toMatch(/^\d+m$/);
    expect(security_opt).toEqual(["no-new-privileges:true"]);
  }
});

test("no secret stands in it, and none in a command or a health check", () => {
  const uses = [...text.matchAll(/\$\{(NEOTOOL_SECRET_\w+)([^}]*)\}/g)];
  expect(uses.length).toBeGreaterThan(10);
  expect(new Set(uses.map(([, , rest]) => rest))).toEqual(new Set([":?see the top of this file"])); // required, without a default
  expect(JSON.stringify(Object.values(services).map((service) => [service.healthcheck, "command" in service && service.command]))).not.toMatch(/NEOTOOL_(SECRET|JWT)/);
});

test("a dollar that is not Compose's is doubled", () => {
  expect(text.replaceAll("$$", "").match(/\$(?!\{NEOTOOL_)/g)).toBeNull();
});

test("to no reader of YAML, old or new, is a word of it a boolean by accident", () => {
  expect(text).toContain('MINIO_UPDATE: "off"');
  const withoutModes = text.replaceAll("0o444", "292"); // Compose reads octal numbers of both versions
  expect(parse(withoutModes, { version: "1.1" })).toEqual(parse(withoutModes));
});
