import { expect, test } from "vitest";
import { envelope, spawnNeotool } from "../../support/cli.ts";
import { testInstance } from "../../support/instance.ts";
import { recordsIn, topicContents } from "../../support/kafka.ts";
import { variable } from "../../support/services.ts";
import { openSql, sqlValue } from "../../support/sql.ts";
import { until } from "../../support/until.ts";
import { readSecret } from "../../support/vault.ts";

const ROWS = 400_000;
const RECORDS = 150_000;

interface Seeded {
  readonly seeded: readonly { readonly dataset: string; readonly files: readonly { readonly store: string; readonly did: string }[] }[];
}

/** Which stores an `up` has seeded. */
const storesSeeded = ({ seeded }: Seeded): readonly string[] => [...new Set(seeded.flatMap(({ files }) => files.filter(({ did }) => did === "applied").map(({ store }) => store)))];

test("datasets of the first up are applied to what it makes, and once; seed survives kill -9 in the middle without a row or record too many", async () => {
  const config = 'export default { profile: "core", seeds: { directory: "data", onFirstUp: ["demo"] } };';
  const numbers = Array.from({ length: ROWS }, (_, index) => `${index},row ${index}`);
  const records = Array.from({ length: RECORDS }, (_, index) => JSON.stringify({ key: String(index % 1000), value: { index, note: "x".repeat(100) } }));
  const instance = await testInstance("seed", {
    "neotool.config.ts": config,
    "data/big/postgres/1.sql": "CREATE TABLE app.big (id int PRIMARY KEY, name text);\nINSERT INTO app.big VALUES (-1, 'from the script');",
    "data/big/postgres/2-app.big.csv": `id,name\n${numbers.join("\n")}\n`,
    "data/big/kafka/topics.yaml": "big: { partitions: 3 }\n",
    "data/big/kafka/big.jsonl": `${records.join("\n")}\n`,
  });

  const first = envelope<Seeded>(await instance.run("up", "--only", "postgres,kafka", "--json"));
  expect(first.error).toBeNull();
  expect(storesSeeded(first.data)).toEqual(["postgres", "kafka"]);
  expect(first.warnings).toContainEqual(expect.stringContaining("minio and vault do not run and were not seeded"));
  const needsAll = await instance.run("seed", "demo");
  expect(needsAll).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("error[SERVICE_NOT_RUNNING] The dataset demo is for minio and vault, which do not run") });

  const env = await instance.env();
  const [database, brokers] = [variable(env, "DATABASE_DIRECT_URL"), variable(env, "KAFKA_BROKERS")];
  expect(await sqlValue(database, "SELECT count(*) FROM app.demo_orders")).toBe("600");

  const inPostgres = spawnNeotool(["seed", "big"], { cwd: instance.path });
  await using sql = await openSql({ connectionString: database });
  await until("rows are copied", async () => Number(await sql.value("SELECT coalesce(max(tuples_processed), 0) FROM pg_stat_progress_copy")) > 0);
  inPostgres.kill("SIGKILL");
  await inPostgres;
  await until("the server has taken back what was not whole", async () => (await sql.value("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'neotool'")) === "0");
  expect(await sql.value("SELECT count(*) FROM app.big")).toBe("1");

  const inKafka = spawnNeotool(["seed", "big"], { cwd: instance.path });
  await until("records are sent", async () => (await recordsIn(brokers, "big")) > 0);
  inKafka.kill("SIGKILL");
  await inKafka;
  const cutOff = await recordsIn(brokers, "big");
  expect(cutOff).toBeLessThan(RECORDS);
  expect(await sql.value("SELECT count(*) FROM app.big")).toBe(String(ROWS + 1));

  const last = await instance.run("seed", "big");
  expect(last.stderr).not.toContain("error[");
  expect(last.stdout).toMatch(/big\s+postgres\s+2 files unchanged/);
  expect(last.stdout).toMatch(/big\s+kafka\s+1 file continued, 1 unchanged/);
  expect(await recordsIn(brokers, "big")).toBe(RECORDS);
  expect(new Set(await topicContents(brokers, "big")).size).toBe(RECORDS);

  const second = envelope<Seeded>(await instance.run("up", "--json"));
  expect(storesSeeded(second.data)).toEqual(["minio", "vault"]); // made by this one
  const noOp = envelope<Seeded>(await instance.run("up", "--json"));
  expect(noOp.data.seeded).toEqual([]);
  expect(await readSecret(await instance.env(), "secret/demo/payments")).toMatchObject({ provider: "fake" });
  await instance.write("neotool.config.ts", config.replace("demo", "dmeo"));
  expect(await instance.run("up")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error[USAGE] There is no dataset "dmeo"; did you mean "demo"?') });
});
