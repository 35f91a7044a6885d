import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../support/cli.ts";
import { ownContainer } from "../support/own-container.ts";

const filesOf = (folder: string): Readonly<Record<string, string>> => {
  const names = readdirSync(join(projectRoot, folder)).filter((name) => name.endsWith(".yml"));
  return Object.fromEntries(names.map((name) => [`/checked/${folder}/${name}`, readFileSync(join(projectRoot, folder, name), "utf8")]));
};

const rules = filesOf("compose/prometheus/rules");
const cases = filesOf("test/rules");

const promtool = async (...command: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> => {
  await using container = await ownContainer({ image: "prom/prometheus:v2.55.1", entrypoint: ["promtool"], command, files: { ...rules, ...cases } });
  return await container.ended();
};

test("Prometheus' own tool takes every rule, and none is there twice", async () => {
  const { exitCode, output } = await promtool("check", "rules", "--lint=all", "--lint-fatal", ...Object.keys(rules));
  expect([exitCode, output]).toEqual([0, expect.stringContaining("SUCCESS")]);
});

test("every alert fires in its case and is silent beside it", async () => {
  const { exitCode, output } = await promtool("test", "rules", ...Object.keys(cases));
  expect([exitCode, output]).toEqual([0, expect.not.stringContaining("FAILED")]);
  expect(output.match(/SUCCESS/g)).toHaveLength(Object.keys(cases).length);
});
