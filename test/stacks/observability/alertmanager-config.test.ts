import { expect, test } from "vitest";
import { parse } from "yaml";
import { hostPort, resolveText, type Text, text } from "../../../dev/model/text.ts";
import { alertmanagerConfig } from "../../../dev/stacks/observability/alertmanager-config.ts";

const configOf = (webhook: Text | undefined) => parse(resolveText(alertmanagerConfig({ webhook }), () => "9099"));

test("every severity has its route, and the worst is told at once", () => {
  const { routes, receiver } = configOf(undefined).route;
  expect(routes.map(({ matchers, group_wait }: { matchers: string[]; group_wait: string }) => [...matchers, group_wait])).toEqual([
    ['severity = "P0"', "0s"],
    ['severity = "P1"', "5s"],
    ['severity = "P2"', "30s"],
    ['severity = "P3"', "1m"],
  ]);
  expect(new Set([receiver, ...routes.map((route: { receiver: string }) => route.receiver)])).toEqual(new Set(["local"]));
});

test("without a webhook alerts are shown and nobody is told", () => {
  expect(configOf(undefined).receivers).toEqual([{ name: "local" }]);
});

test("a webhook on this machine is told of the beginning and the end", () => {
  const webhook = text`http://host.docker.internal:${hostPort("listener", "http")}/alerts`;
  expect(configOf(webhook).receivers).toEqual([{ name: "local", webhook_configs: [{ url: "http://host.docker.internal:9099/alerts", send_resolved: true }] }]);
});

test("a webhook's URL may hold what YAML or a template would take for its own", () => {
  const url = "http://127.0.0.1:9099/a'b#c: {{x}}";
  expect(configOf(url).receivers[0].webhook_configs[0].url).toBe(url);
});

test("a service that is gone keeps its other alerts quiet", () => {
  expect(configOf(undefined).inhibit_rules).toEqual([{ source_matchers: ['severity = "P0"'], target_matchers: ['severity =~ "P1|P2|P3"'], equal: ["instance", "service"] }]);
});
