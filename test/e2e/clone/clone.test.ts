import { expect, test } from "vitest";
import { testInstance } from "../../support/instance.ts";
import { consume, produce } from "../../support/kafka.ts";
import { all, jwtKeysInVault, lossesOf, objectInMinio, rowInPostgres } from "../../support/kept-data.ts";
import { variable } from "../../support/services.ts";
import { sqlValue } from "../../support/sql.ts";
import { readSecret, writeSecret } from "../../support/vault.ts";

const DATA = all(rowInPostgres, objectInMinio);

test("a new working copy comes up with another one's data, which runs on and stays as it is", async () => {
  const [shop, feature] = [await testInstance("shop"), await testInstance("feature")];
  expect((await shop.run("up")).exitCode).toBe(0);
  const there = await shop.env();
  await DATA.write(there);
  await shop.run("exec", "kafka-topics", "--create", "--topic", "orders", "--partitions", "1");
  await produce(variable(there, "KAFKA_BROKERS"), "orders", ["one", "two"]);
  await consume(variable(there, "KAFKA_BROKERS"), "orders", "billing", 1);
  await writeSecret(there, "secret/app/stripe", { key: "test-only" });
  const containers = await shop.containers();

  const cloned = await feature.run("clone", "--from", shop.id);
  expect(cloned.exitCode, cloned.stderr).toBe(0);
  expect(cloned.stdout).toMatch(/are as in shop-\w+, whose writers stood still for \d+ ms/);

  const here = await feature.env();
  expect(here.POSTGRES_PORT).not.toBe(there.POSTGRES_PORT);
  expect(here.POSTGRES_PASSWORD).not.toBe(there.POSTGRES_PASSWORD);
  expect(await lossesOf(DATA, here)).toEqual([]);
  expect(await lossesOf(jwtKeysInVault, here)).toEqual([]);
  expect(await readSecret(here, "secret/app/stripe")).toEqual({ key: "test-only" });
  expect(await consume(variable(here, "KAFKA_BROKERS"), "orders", "billing", 1)).toEqual(["two"]);

  // Each its own from now on.
  await sqlValue(variable(here, "DATABASE_URL"), "DELETE FROM note");
  expect(await lossesOf(all(DATA, jwtKeysInVault), there)).toEqual([]);
  expect(await shop.containers()).toEqual(containers);
  for (const instance of [shop, feature]) expect((await instance.run("snapshot")).stdout).toContain("no snapshots");

  const refused = await feature.run("clone", "--from", shop.id);
  expect(refused.stderr).toContain("error[CONFIRMATION_REQUIRED]");
  expect((await feature.run("clone", "--from", "shopp-000000")).stderr).toMatch(/There is no instance "shopp-000000"/);
  expect((await feature.run("clone", "--from", ".")).stderr).toContain("cannot be a clone of itself");
  expect((await feature.run("clone")).stderr).toContain("Whose data are to be cloned is not said");
});
