import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { neotool } from "../../support/cli.ts";
import { testInstance } from "../../support/instance.ts";
import { observatoryOf } from "../../support/observability.ts";
import { variable } from "../../support/services.ts";
import { sqlValue } from "../../support/sql.ts";
import { until } from "../../support/until.ts";

/** Its stand-in takes minutes to build, where no image of it is to be had. */
const LONG_MS = 1_800_000;

test("Grafana Alloy in Promtail's place sends the same lines with the same labels, and goes on where it was", { timeout: LONG_MS }, async () => {
  const instance = await testInstance("alloy", { "neotool.config.ts": 'export default { logAgent: "alloy" };' });
  const services = ["--only", "postgres", "--only", "alloy"];
  const up = await neotool(["up", ...services, "--setup", "--yes"], { cwd: instance.path, timeoutMs: LONG_MS });
  expect(up.exitCode).toBe(0);
  const { logs } = await observatoryOf(instance.path);
  const env = await instance.env();
  const logged = async (sql: (mark: string) => string, query: (mark: string) => string) => {
    const mark = randomUUID();
    await sqlValue(variable(env, "DATABASE_DIRECT_URL"), sql(mark)).catch(() => {}); // one is meant to fail
    await until("Loki has the line", async () => (await logs(query(mark))).length > 0, 15_000);
    return logs(query(mark));
  };

  const record = await logged((mark) => `DO $$ BEGIN RAISE LOG E'first ${mark}\\n\\tsecond line'; END $$`, (mark) => `{service="postgres"} |= "LOG:  first ${mark}"`);
  expect(record).toMatchObject([{ labels: { instance: instance.id, service: "postgres", stream: "stderr", level: "info" }, values: [expect.stringMatching(/\n\t.*second line/)] }]);
  expect(Object.keys(record[0]?.labels ?? {}).sort()).toEqual(["instance", "level", "service", "stream"]);
  await logged((mark) => `SELECT * FROM "gone ${mark}"`, (mark) => `{service="postgres",level="error"} |= "gone ${mark}"`);

  expect((await instance.run("restart", "alloy")).exitCode).toBe(0);
  const [after] = await logged((mark) => `DO $$ BEGIN RAISE LOG 'after ${mark}'; END $$`, (mark) => `{service="postgres"} |= "LOG:  after ${mark}"`);
  expect(after?.values).toHaveLength(1);
  expect((await logs('{service="postgres"} |= "LOG:  first"')).flatMap(({ values }) => values)).toHaveLength(1);
});
