import { expect, inject, test } from "vitest";
import { envelope, neotool } from "../support/cli.ts";

const { workingCopy } = inject("stack");

test("status shows the services of the profile, ready, with the addresses that env gives", async () => {
  const { env } = inject("stack");
  const status = envelope<{ services: { name: string; phase: string; endpoints: { url: string }[] }[] }>(await neotool(["status", "--json"], { cwd: workingCopy }));
  const shown = Object.fromEntries(status.data.services.map(({ name, phase, endpoints }) => [name, `${phase} ${endpoints[0]?.url}`]));
  expect(shown).toMatchObject({
    kafka: `ready 127.0.0.1:${env.KAFKA_BROKERS?.split(":")[1]}`,
    postgres: `ready postgresql://127.0.0.1:${env.POSTGRES_DIRECT_PORT}`,
    pgbouncer: `ready postgresql://127.0.0.1:${env.POSTGRES_PORT}`,
    vault: `ready http://127.0.0.1:${new URL(env.VAULT_ADDRESS ?? "").port}`,
    minio: `ready http://127.0.0.1:${env.STORAGE_PORT}`,
  });
});
