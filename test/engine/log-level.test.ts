import { expect, test } from "vitest";
import { isAtLeast, levelOf } from "../../dev/engine/log-level.ts";

test.each([
  // JSON
  ['{"timestamp":"2026-11-20T10:00:00Z","level":"WARN","service":"app","message":"slow"}', "warn"],
  ['{"severity":"ERROR","message":"no"}', "error"],
  ['{"log.level":"debug","message":"ECS"}', "debug"],
  ['{"log":{"level":"error"},"message":"ECS, nested"}', "error"],
  ['{"@level":"info","@message":"core: vault is unsealed","@timestamp":"2026-11-20T10:00:00Z"}', "info"],
  ['{"level":50,"time":1763632800000,"msg":"pino"}', "error"],
  ['{"error_severity":"FATAL","message":"Postgres jsonlog"}', "fatal"],
  ['{"message":"nothing said"}', "unknown"],
  ['{"level":null}', "unknown"],
  ['{ this only begins like JSON level=warn', "warn"],
  // Kafka
  ["[2026-11-20 10:00:00,123] INFO [KafkaServer id=1] started (kafka.server.KafkaServer)", "info"],
  ["[2026-11-20 10:00:00,123] WARN [Controller id=1] level=error is part of the message", "warn"],
  ["[0.012s][warning][cds] shared archive file has a bad magic number", "warn"],
  ["OpenJDK 64-Bit Server VM warning: Sharing is only supported for boot loader classes", "warn"],
  // Postgres
  ["2026-11-20 10:00:00.123 UTC [1] LOG:  database system is ready to accept connections", "info"],
  ['2026-11-20 10:00:00.123 UTC [71] ERROR:  relation "nope" does not exist at character 15', "error"],
  ['2026-11-20 10:00:00.123 CET [71] FATAL:  password authentication failed for user "x"', "fatal"],
  ["2026-11-20 10:00:00.123 UTC [71] PANIC:  could not write", "fatal"],
  ["2026-11-20 10:00:00.123 UTC [71] neotool@neotool_db WARNING:  there is no transaction in progress", "warn"],
  ["2026-11-20 10:00:00.123 UTC [71] DEBUG2:  autovacuum", "debug"],
  ["2026-11-20 10:00:00.123 UTC [71] NOTICE:  table exists, skipping", "info"],
  // PgBouncer
  ["2026-11-20 10:00:00.123 UTC [1] LOG kernel file descriptor limit: 4096", "info"],
  ["2026-11-20 10:00:00.123 UTC [1] WARNING C-0x55: neotool_db/x@172.18.0.1:4242 pooler error: no such user", "warn"],
  ["2026-11-20 10:00:00.123 UTC [1] NOISE safe_accept", "trace"],
  // Vault
  ["2026-11-20T10:00:00.123Z [INFO]  core: post-unseal setup starting", "info"],
  ["2026-11-20T10:00:00.123Z [ERROR] core: failed to unseal", "error"],
  // MinIO
  ["INFO: Formatting 1st pool, 1 set(s), 1 drives per set.", "info"],
  ["WARNING: Detected default credentials 'minioadmin:minioadmin'", "warn"],
  ["Error: Disk not found (*errors.errorString)", "error"],
  ["\x1b[31mFATAL\x1b[0m Unable to start the server", "fatal"],
  // logfmt
  ['ts=2026-11-20T10:00:00.123Z caller=main.go:601 level=info msg="Starting Prometheus Server"', "info"],
  ['level=warn ts=2026-11-20T10:00:00.123Z caller=table_manager.go:1 msg="loki"', "warn"],
  ['logger=sqlstore t=2026-11-20T10:00:00Z level=error msg="Grafana"', "error"],
  ['time=2026-11-20T10:00:00.123Z level=ERROR source=exporter.go:1 msg="slog"', "error"],
  ["ts=2026 lvl=eror msg=old", "error"],
  // logback, as Micronaut has it, also in colours
  ["10:00:00.123 [main] INFO  io.micronaut.runtime.Micronaut - Startup completed in 731ms", "info"],
  ["\x1b[36m10:00:00.123\x1b[0;39m \x1b[1;30m[main]\x1b[0;39m \x1b[1;31mERROR\x1b[0;39m \x1b[35mi.m.r.Micronaut\x1b[0;39m - Error", "error"],
  ["2026-11-20 10:00:00.123 DEBUG 1 --- [           main] c.e.Application : Spring", "debug"],
  // others
  ["2026-11-20T10:00:00.123Z  WARN apollo_router::executable: text format", "warn"],
  ["2026/11/20 10:00:00 [error] 7#7: *1 open() failed", "error"],
  ["E1120 10:00:00.123456       1 reflector.go:1] klog", "error"],
  ["panic: runtime error: invalid memory address", "fatal"],
  ["fatal error: all goroutines are asleep - deadlock!", "fatal"],
  ['Exception in thread "main" java.lang.IllegalStateException: boom', "error"],
  ["java.lang.IllegalStateException: boom", "error"],
  ["Traceback (most recent call last):", "error"],
  // nothing of the kind
  ["", "unknown"],
  ["listening on port 8080", "unknown"],
  ["an error is a word of a sentence", "unknown"],
  ["this service has a high level=of something", "unknown"],
  ["GET /INFO 200", "unknown"],
  ["Informational text", "unknown"],
])("%s → %s", (line, level) => {
  expect(levelOf(line)).toBe(level);
});

test("a level includes the graver ones, and never what is not known", () => {
  expect((["trace", "debug", "info", "warn", "error", "fatal", "unknown"] as const).filter((level) => isAtLeast(level, "warn"))).toEqual(["warn", "error", "fatal"]);
  expect(isAtLeast("unknown", "trace")).toBe(false);
});

test("a line of a million characters is looked at no longer than a short one", () => {
  const nasty = [`${"[".repeat(500_000)}`, `${"a.".repeat(500_000)}`, `${"1 ".repeat(500_000)}`, `${"-".repeat(1_000_000)}`];
  const began = performance.now();
  expect(nasty.map(levelOf)).toEqual(["unknown", "unknown", "unknown", "unknown"]);
  expect(performance.now() - began).toBeLessThan(1_000);
});
