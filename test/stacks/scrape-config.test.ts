import { expect, test } from "vitest";
import { parse } from "yaml";
import { resolveText } from "../../dev/model/text.ts";
import { scrapeConfig } from "../../dev/stacks/observability/scrape-config.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";

interface Scrape {
  readonly job_name: string;
  readonly metrics_path: string;
  readonly static_configs: readonly { readonly targets: readonly string[]; readonly labels: Readonly<Record<string, string>> }[];
}

const { services } = neotoolStack(DEFAULT_SETTINGS);
const { scrape_configs: jobs }: { scrape_configs: readonly Scrape[] } = parse(
  resolveText(scrapeConfig({ applications: { ...DEFAULT_SETTINGS.metrics, "my-app": { port: 9000, path: "/m" } }, logAgent: "promtail", rules: "/rules/*.yml", vaultToken: "/token" }), () => "shop-1"),
);
const job = (name: string) => jobs.find(({ job_name }) => job_name === name);

test("every target says whose it is, what it is, and of which instance", () => {
  for (const { job_name, static_configs } of jobs) {
    expect(static_configs).toHaveLength(1);
    expect(static_configs[0]?.labels).toEqual({ instance: "shop-1", service: job_name, kind: expect.stringMatching(/^(backing|application)$/) });
  }
  expect(new Set(jobs.map(({ job_name }) => job_name)).size).toBe(jobs.length);
});

test("a target inside the network is a service of the stack, at a port that it has", () => {
  const inside = jobs.filter(({ static_configs }) => static_configs[0]?.labels.kind === "backing" && static_configs[0].labels.service !== "prometheus");
  const known = new Set(services.flatMap((service) => (service.kind === "container" ? Object.values(service.endpoints).map(({ containerPort }) => `${service.name}:${containerPort}`) : [])));
  expect(inside.flatMap(({ static_configs }) => static_configs[0]?.targets ?? []).filter((target) => !known.has(target))).toEqual([]);
});

test("a project's own program is asked on this machine, at its port and path", () => {
  expect(job("my-app")).toMatchObject({ metrics_path: "/m", static_configs: [{ targets: ["host.docker.internal:9000"], labels: { kind: "application" } }] });
  expect(job("app")).toMatchObject({ metrics_path: "/prometheus", static_configs: [{ targets: ["host.docker.internal:8081"] }] });
});
