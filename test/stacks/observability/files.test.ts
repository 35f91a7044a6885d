import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DASHBOARD_UIDS, DASHBOARD_UIDS_OF_RUNTIMES, RULE_FILES } from "../../../dev/stacks/observability/files.ts";
import { projectRoot } from "../../support/cli.ts";

const filesIn = (...folder: readonly string[]) => readdirSync(join(projectRoot, ...folder)).toSorted();

test("every rule file and every dashboard that is there reaches its service", () => {
  expect(RULE_FILES.toSorted()).toEqual(filesIn("compose", "prometheus", "rules"));
  expect(DASHBOARD_UIDS.map((uid) => `${uid}.json`).toSorted()).toEqual(filesIn("compose", "grafana", "dashboards"));
  expect(DASHBOARD_UIDS_OF_RUNTIMES.map((uid) => `${uid}.json`)).toEqual(filesIn("k3d", "grafana", "dashboards"));
});
