import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { DASHBOARD_TITLES, DASHBOARD_UIDS, DASHBOARD_UIDS_OF_RUNTIMES } from "../../../dev/stacks/observability/files.ts";
import { identityOf, problemsInDashboard } from "../../../dev/stacks/own-files/check-dashboard.ts";

const sound = { uid: "shop-orders", title: "Orders", panels: [] };
const shown = (text: string) => problemsInDashboard(text).map(({ at, text: words }) => `${at.line}:${at.column} ${words}`);
const of = (over: Readonly<Record<string, unknown>>) => shown(JSON.stringify({ ...sound, ...over }, null, 2));

test("a sound dashboard has no problem", () => {
  expect(of({})).toEqual([]);
});

test("what is no JSON is shown where it is", () => {
  expect(shown('{\n  "uid": "a",\n  "title": ,\n}')).toEqual([expect.stringMatching(/^3:12 this is no JSON: /)]);
  expect(shown('{\n  "uid": "a"')).toEqual([expect.stringMatching(/^2:\d+ this is no JSON: /)]);
  expect(shown("[]")).toEqual(["1:1 a dashboard is one JSON object"]);
});

test("without a uid, a title or panels Grafana would make something up, or nothing", () => {
  expect(of({ uid: undefined, title: "", panels: undefined })).toEqual([expect.stringContaining("it needs a uid"), expect.stringContaining("2:3 it needs a title"), expect.stringContaining("no list of panels")]);
});

test("one that was exported for sharing asks for a data source that nobody gives it", () => {
  expect(of({ panels: [{ datasource: { uid: "${DS_PROMETHEUS}" } }] })).toEqual([expect.stringMatching(/^7:17 \$\{DS_PROMETHEUS\} is asked for/)]);
});

test("a uid of ours is taken, also one that only a cluster has", () => {
  for (const uid of ["neotool-overview", "neotool-cluster"]) expect(of({ uid })).toEqual([expect.stringContaining(`neotool has a dashboard with the uid ${uid}`)]);
});

test("a title of ours is taken as well: Grafana would lay one dashboard over the other", () => {
  expect(of({ title: "Kafka" })).toEqual(["3:12 neotool has a dashboard with the title Kafka, and Grafana would take one for the other"]);
});

test("the titles that are taken are those of the dashboards that there are", async () => {
  const files = [...DASHBOARD_UIDS.map((uid) => `compose/grafana/dashboards/${uid}.json`), ...DASHBOARD_UIDS_OF_RUNTIMES.map((uid) => `k3d/grafana/dashboards/${uid}.json`)];
  const titles = await Promise.all(files.map(async (file) => identityOf(await readFile(file, "utf8"), "title")));
  expect(DASHBOARD_TITLES).toEqual(titles);
});
