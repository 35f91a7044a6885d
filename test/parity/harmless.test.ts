import { join } from "node:path";
import { expect, test } from "vitest";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";

const FILES = filesOf(join(import.meta.dirname, "production"));
const local = localSide();
/** What is meant, without how it is written: a value's own spelling may be told. */
const seen = (files: Readonly<Record<string, string>>): readonly string[] => findingsBetween(local, productionOf(files)).map((finding) => `${finding.severity} ${finding.id}`);
const before = seen(FILES);

/** The same in other words. */
const HARMLESS: readonly (readonly [what: string, file: string, from: string, to: string])[] = [
  ["a registry that is written out", "postgres.yaml", "image: postgres:18.1\n          args", "image: docker.io/library/postgres:18.1\n          args"],
  ["a mirror of Docker Hub", "postgres.yaml", "image: postgres:18.1\n          args", "image: public.ecr.aws/docker/library/postgres:18.1\n          args"],
  ["another unit of memory", "postgres.yaml", "shared_buffers = 4GB", "shared_buffers = '4096MB'"],
  ["a number of blocks", "postgres.yaml", "shared_buffers = 4GB", "shared_buffers = 524288"],
  ["a comment behind a value", "postgres.yaml", "max_connections = 200", "max_connections = 200   # enough"],
  ["no sign between name and value", "postgres.yaml", "max_connections = 200", "max_connections 200"],
  ["a default that is written out", "postgres.yaml", "    shared_buffers = 4GB", "    shared_buffers = 4GB\n    jit = yes\n    synchronous_commit = on\n    work_mem = 4096kB"],
  ["a blank in an argument", "postgres.yaml", '["-c", "config_file', '["-c", "default_transaction_isolation=read committed", "-c", "config_file'],
  ["an address of its own", "postgres.yaml", "    shared_buffers = 4GB", "    shared_buffers = 4GB\n    listen_addresses = '*'"],
  ["another order of extensions", "postgres.yaml", "    CREATE EXTENSION IF NOT EXISTS pgcrypto;\n    CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\";", "    create extension if not exists \"uuid-ossp\";\n    CREATE EXTENSION pgcrypto;"],
  ["another order of a list", "pgbouncer.yaml", "extra_float_digits, options", "options,extra_float_digits"],
  ["a default of the pooler", "pgbouncer.yaml", '{ name: MAX_PREPARED_STATEMENTS, value: "200" }', '{ name: SERVER_LIFETIME, value: "3600" }'],
  ["milliseconds for hours", "kafka.yaml", '{ name: KAFKA_LOG_RETENTION_HOURS, value: "168" }', '{ name: KAFKA_LOG_RETENTION_MS, value: "604800000" }'],
  ["another order of roles", "kafka.yaml", '"broker,controller"', '"controller,broker"'],
  ["another name of a listener", "kafka.yaml", "PLAINTEXT://:9092,CONTROLLER://:9093", "CONTROLLER://:9093,PLAINTEXT://:9092"],
  ["days for hours", "observability.yaml", "retention_period: 168h", "retention_period: 7d"],
  ["hours for days", "observability.yaml", "retention.time=15d", "retention.time=360h"],
  ["a variable that a setting is made from", "observability.yaml", "GF_SECURITY_ADMIN_PASSWORD", "GF_SECURITY_ADMIN_USER"],
  ["a yes for a true", "security-service.yaml", 'VAULT_ENABLED: "true"', 'VAULT_ENABLED: "yes"'],
  ["another address", "security-service.yaml", "kafka.neotool-messaging:9092", "kafka-0.kafka.neotool-messaging.svc.cluster.local:9092"],
  ["a password that is mounted", "pgbouncer.yaml", "          ports:\n            - containerPort: 6432\n", "          volumeMounts: [{ name: users, mountPath: /etc/pgbouncer/users }]\n          ports:\n            - containerPort: 6432\n"],
  ["one more label", "kafka.yaml", "      labels: { app: kafka }\n", "      labels: { app: kafka, team: platform }\n"],
  ["an annotation that is no placeholder", "vault.yaml", "kind: StatefulSet\nmetadata:\n", "kind: StatefulSet\nmetadata:\n  annotations: { note: changeme }\n"],
  ["a variable of the cluster", "vault.yaml", "          ports:\n            - containerPort: 8200", "          env: [{ name: POD_IP, valueFrom: { fieldRef: { fieldPath: status.podIP } } }]\n          ports:\n            - containerPort: 8200"],
  ["a named port in a policy", "postgres.yaml", "      ports:\n        - port: 5432\n", "      ports:\n        - port: sql\n"],
];

test.each(HARMLESS)("%s is no difference", (_what, file, from, to) => {
  const text = FILES[file] ?? "";
  expect(text).toContain(from);
  const cut = text.lastIndexOf(from);
  expect(seen({ ...FILES, [file]: text.slice(0, cut) + to + text.slice(cut + from.length) })).toEqual(before);
});

test("no report holds the value of a secret", () => {
  const text = (FILES["security-service.yaml"] ?? "").replace("  JWT_ALGORITHM: RS256", "  JWT_ALGORITHM: RS256\n  MAIL_PASSWORD: hunter2-in-the-clear");
  const lines = findingsBetween(local, productionOf({ ...FILES, "security-service.yaml": text })).map(shown);
  expect(lines.filter((line) => line.includes("MAIL_PASSWORD"))).toEqual(["warning security/env/MAIL_PASSWORD: nothing | a secret"]);
  expect(lines.join("\n")).not.toContain("hunter2");
});
