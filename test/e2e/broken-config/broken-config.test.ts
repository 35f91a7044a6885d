import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { belongings } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";

test("every problem of a config at once, with its place, and nothing is touched", async () => {
  const instance = await testInstance("typo", {
    "neotool.config.ts": 'import { defineConfig } from "neotool";\n\nexport default defineConfig({\n  kafak: {},\n  postgres: { prot: 5433, port: "x" },\n});\n',
  });
  const up = await instance.run("up");
  expect(up.exitCode).toBe(2);
  expect(up.stderr).toContain("error[CONFIG_INVALID] neotool.config.ts has 3 problems");
  expect(up.stderr).toContain('neotool.config.ts:4:3 kafak is not a known key; did you mean "kafka"?');
  expect(up.stderr).toContain('neotool.config.ts:5:15 postgres.prot is not a known key; did you mean "port"?');
  expect(up.stderr).toContain("neotool.config.ts:5:27 postgres.port: Invalid input: expected number, received string");
  expect(existsSync(join(instance.path, ".neotool"))).toBe(false);
  expect(await belongings(instance.path)).toEqual([]);
});

test("values that contradict each other are found before anything is touched", async () => {
  const instance = await testInstance("clash", { "neotool.config.ts": "export default { vault: { port: 5432 }, profile: 'cor' };" });
  const up = envelope(await instance.run("up", "--json"));
  expect(up.error).toMatchObject({ code: "STACK_INVALID", evidence: ["two endpoints want port 5432", 'the default profile "cor" does not exist'] });
});

test("config shows what a config means, and no secret", async () => {
  const instance = await testInstance("shown", { "neotool.config.ts": 'export default { credentials: { "postgres.owner": "pinned-secret-value" }, kafka: { topics: { orders: {} } } };' });
  const { stdout, exitCode } = await instance.run("config");
  expect(exitCode).toBe(0);
  const config: { settings: { kafka: { topics: unknown } }; pinnedCredentials: unknown } = JSON.parse(stdout);
  expect(config.settings.kafka.topics).toEqual({ orders: { partitions: 1, configs: {} } });
  expect(config.pinnedCredentials).toEqual(["postgres.owner"]);
  expect(stdout).not.toContain("pinned-secret-value");
  expect(stdout).toContain("${credential postgres.owner}");
});
