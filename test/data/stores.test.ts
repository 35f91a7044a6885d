import { expect, test } from "vitest";
import { storesOf } from "../../dev/data/stores.ts";
import { desired, desiredContainer, desiredTask } from "../support/builders.ts";

const postgres = { ...desiredContainer("postgres"), ports: { sql: 5432 } };
const databases = desiredTask("postgres-databases", {
  action: { kind: "postgres-databases", endpoint: "sql", superuser: "postgres", superuserPassword: "p1", owner: "neotool", monitor: { name: "m", password: "p2" }, pooler: { name: "b", password: "p3" }, databases: [] },
});
const pgbouncer = { ...desiredContainer("pgbouncer", { tools: { "pgbouncer-console": { command: ["psql"], env: { PGPASSWORD: "p3" } } } }), ports: { sql: 6432 } };

test("a store is reached on the port that its service is published at", () => {
  const { postgres: store } = storesOf(desired(postgres, databases, pgbouncer));
  expect(store?.address).toEqual({ host: "127.0.0.1", port: 5432 });
  expect(store?.pooler).toEqual({ address: { host: "127.0.0.1", port: 6432 }, user: "pgbouncer_admin", password: "p3" });
});

test("without the pooler there is no console, and what does not run is no store", () => {
  const stores = storesOf(desired(postgres, databases));
  expect(stores.postgres?.pooler).toBeUndefined();
  expect([stores.kafka, stores.minio, stores.vault]).toEqual([undefined, undefined, undefined]);
});
