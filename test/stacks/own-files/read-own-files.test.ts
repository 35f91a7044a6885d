import { expect, test } from "vitest";
import { resolveText } from "../../../dev/model/text.ts";
import { openProject } from "../../../dev/wiring/project.ts";
import { failureOf } from "../../support/failure.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const CONFIG = 'export default { prometheus: { rules: ["ops/orders.yml"] }, grafana: { dashboards: ["ops/orders.json"] } };';
const RULES = "groups:\n  - name: orders\n    rules:\n      - record: orders:rate\n        expr: rate(orders_total[5m])\n";
const DASHBOARD = '{ "uid": "orders", "title": "Orders", "panels": [] }';

const open = async (files: Readonly<Record<string, string>>) => {
  await using copy = await makeWorkingCopy("shop", { "neotool.config.ts": CONFIG, ...files });
  return await openProject({ cwd: copy.path });
};

test("a project's own rules and dashboards lie beside ours in their services", async () => {
  const { stack } = await open({ "ops/orders.yml": RULES, "ops/orders.json": DASHBOARD });
  const filesOf = (name: string) => stack.services.flatMap((service) => (service.kind === "container" && service.name === name ? (service.files ?? []) : []));
  const own = [...filesOf("prometheus"), ...filesOf("grafana")].filter(({ path }) => path.includes("/own-"));
  expect(own.map(({ path, content }) => [path, typeof content === "object" && "source" in content ? "" : resolveText(content, () => "")])).toEqual([
    ["/etc/prometheus/rules/own-orders.yml", RULES],
    ["/etc/neotool/dashboards/own-orders.json", DASHBOARD],
  ]);
});

test("every problem of every file is told at once, with file, line and column, before anything is touched", async () => {
  const failure = await failureOf(open({ "ops/orders.yml": RULES.replace("[5m])", "[5m]"), "ops/orders.json": "{" }));
  expect(failure).toMatchObject({ code: "CONFIG_INVALID", message: "The project's rules and dashboards have 2 problems" });
  expect(failure.evidence).toEqual([expect.stringMatching(/ops\/orders\.yml:5:15 this is no PromQL/), expect.stringMatching(/ops\/orders\.json:1:2 this is no JSON/)]);
});

test("a dashboard that was copied needs a uid and a title of its own", async () => {
  const config = 'export default { grafana: { dashboards: ["ops/orders.json", "ops/payments.json"] } };';
  const failure = await failureOf(open({ "neotool.config.ts": config, "ops/orders.json": DASHBOARD, "ops/payments.json": DASHBOARD }));
  expect(failure.evidence).toEqual([
    expect.stringMatching(/ops\/orders\.json and .*ops\/payments\.json have the same uid, orders: each needs one of its own/),
    expect.stringMatching(/ops\/orders\.json and .*ops\/payments\.json have the same title, Orders: each needs one of its own/),
  ]);
});

test("a file that is not there is told by its name", async () => {
  expect((await failureOf(open({ "ops/orders.json": DASHBOARD }))).evidence).toEqual([expect.stringMatching(/ops\/orders\.yml cannot be read: ENOENT/)]);
});

test("a path out of the project is refused", async () => {
  expect(await failureOf(open({ "neotool.config.ts": 'export default { prometheus: { rules: ["../x.yml"] } };' }))).toMatchObject({ code: "CONFIG_INVALID", evidence: [expect.stringContaining("inside the project")] });
});
