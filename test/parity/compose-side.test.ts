import { expect, test } from "vitest";
import { load, writeTree } from "../support/manifests.ts";
import { findingsBetween, localSide, shown } from "../support/parity.ts";

const COMPOSE = `services:
  db:
    image: postgres:17.2
    command: postgres -c fsync=on -c statement_timeout=30s
    environment: [POSTGRES_DB=neotool_db, POSTGRES_PASSWORD=hunter2-in-the-clear]
    volumes: ["data:/var/lib/postgresql/data"]
    ports: ["5432:5432"]
    healthcheck: { test: ["CMD-SHELL", "pg_isready -U postgres"] }
    mem_limit: 256m
  pgbouncer:
    image: edoburu/pgbouncer:v1.25.1-p0
    environment: { POOL_MODE: session, AUTH_TYPE: plain, LISTEN_PORT: "6432", DB_PASSWORD: x }
volumes: { data: {} }
`;

test("a folder of Compose files is the other side as well, in the same terms", async () => {
  const found = findingsBetween(localSide(), await load(await writeTree({ "compose.yaml": COMPOSE })));
  const told = found.filter(({ severity, service, axis }) => severity !== "info" && ["postgres", "pgbouncer"].includes(service) && axis !== "settings").map(shown);
  expect(told).toEqual([
    "error postgres/image/major: postgres:18.1 | postgres:17.2",
    "warning pgbouncer/probe/readiness-missing: asked until it answers | nothing",
    "warning pgbouncer/resources/no-memory-limit: 192Mi | nothing",
    "warning postgres/mount/path: /var/lib/postgresql | /var/lib/postgresql/data",
    "warning postgres/probe/health-check-lies: nothing | sh -c pg_isready -U postgres",
    "warning postgres/resources/memory-limit-larger: 512Mi | 256Mi",
  ]);
  expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(["pgbouncer/settings/pool_mode", "postgres/settings/statement_timeout"]));
  expect(found.find(({ id }) => id === "postgres/settings/statement_timeout")?.production.origin).toEqual({ kind: "file", file: "compose.yaml", line: 4 });
  expect(found.map(shown).join("\n")).not.toContain("hunter2");
});
