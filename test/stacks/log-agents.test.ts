import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { resolveText } from "../../dev/model/text.ts";
import { selectServices } from "../../dev/planner/select.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";
import { projectRoot } from "../support/cli.ts";

const file = (path: string) => readFileSync(join(projectRoot, "compose", path), "utf8");

interface Stage {
  readonly multiline?: { readonly firstline: string };
  readonly regex?: { readonly expression: string };
  readonly replace?: { readonly expression: string };
}
const { scrape_configs: jobs }: { scrape_configs: readonly { readonly pipeline_stages: readonly Stage[] }[] } = parse(file("promtail/promtail.yaml"));
const stages = jobs[0]?.pipeline_stages ?? [];

test("both agents cut records and find levels by the same expressions, in the same order", () => {
  const ofPromtail = stages.flatMap(({ multiline, regex, replace }) => [replace?.expression, multiline?.firstline, regex?.expression].flatMap((expression) => expression ?? []));
  const ofAlloy = [...file("alloy/config.alloy").matchAll(/(?:expression|firstline) *= `([^`]*)`/g)].map(([, expression]) => expression);
  expect(ofPromtail.length).toBe(6);
  expect(ofAlloy).toEqual(ofPromtail);
});

test("a project may choose Grafana Alloy: it takes Promtail's place among services, profiles and targets", () => {
  const stack = neotoolStack({ ...DEFAULT_SETTINGS, logAgent: "alloy" });
  const services = selectServices(stack, {}).flatMap((service) => (service.kind === "container" ? [service] : []));
  expect(services.filter(({ readsLogs }) => readsLogs).map(({ name, image }) => `${name} ${image}`)).toEqual(["alloy grafana/alloy:v1.20.1"]);
  expect(services.map(({ name }) => name)).not.toContain("promtail");
  const config = services.find(({ name }) => name === "prometheus")?.files?.find(({ path }) => path.endsWith("neotool.yml"))?.content;
  const text = config === undefined || (typeof config === "object" && "source" in config) ? "" : resolveText(config, () => "x");
  expect(text).toContain('targets: ["alloy:12345"]');
  expect(text).not.toContain("promtail");
});

const FIRST_LINE = new RegExp(stages.find(({ multiline }) => multiline)?.multiline?.firstline ?? "");

test.each(["2026-11-21 06:00:00 ERROR it broke", "{\"level\":\"info\"}", "Cannot connect", "Started in 3 s", "Caused nothing", "[main] INFO x"])("%s begins a record", (line) => {
  expect(FIRST_LINE.test(line)).toBe(true);
});

test.each(["\tat com.neotool.App.main(App.kt:1)", "    at main (app.ts:1)", "Caused by: java.io.IOException", "Suppressed: x", "\t... 12 more", "})", ""])("%s goes on with the one above", (line) => {
  expect(FIRST_LINE.test(line)).toBe(false);
});
