import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { LOKI, PROMETHEUS } from "../../scripts/dashboards/parts/sources.ts";
import { projectRoot } from "../support/cli.ts";

const read = (path: string): string => readFileSync(join(projectRoot, "compose/grafana/provisioning", path), "utf8");
const { datasources } = parse(read("datasources/neotool.yml"));

test("the data sources have the uids that dashboards name, and the addresses of the instance's network", () => {
  expect(datasources.map(({ uid, type, url }: { uid: string; type: string; url: string }) => [uid, type, url])).toEqual([
    [PROMETHEUS.uid, PROMETHEUS.type, "http://prometheus:9090"],
    [LOKI.uid, LOKI.type, "http://loki:3100"],
    ["neotool-alertmanager", "alertmanager", "http://alertmanager:9093"],
  ]);
});

test("no dollar sign stands alone: Grafana would put an environment variable in its place", () => {
  expect(`${read("datasources/neotool.yml")}${read("dashboards/neotool.yml")}`.replaceAll("$$", "")).not.toContain("$");
});

test("a line's trace id leads to all lines of the trace, and its service to that service's metrics", () => {
  const [trace, metrics] = datasources[1].jsonData.derivedFields;
  const pattern = new RegExp(trace.matcherRegex);
  expect(pattern.exec('{"level":"INFO","trace_id":"6b50186f2da03ffc83857655da5ca812","span_id":"423c313ba3f63ac7"}')?.[1]).toBe("6b50186f2da03ffc83857655da5ca812");
  expect(pattern.exec('{"level":"INFO","trace_id":"","message":"no trace"}')).toBeNull();
  expect([trace.url, metrics.url]).toEqual(["/d/neotool-logs?var-search=$${__value.raw}", "/d/neotool-services?var-service=$${__value.raw}"]);
});

test("the dashboards lie in one folder of a fixed uid", () => {
  const [provider] = parse(read("dashboards/neotool.yml")).providers;
  expect([provider.folder, provider.folderUid, provider.type, provider.options.path]).toEqual(["Neotool", "neotool", "file", "/etc/neotool/dashboards"]);
});
