import { afterAll, beforeAll, expect, test } from "vitest";
import { composeProject, type ComposeProject } from "../../../scripts/bench/peers/compose-project.ts";
import { docker } from "../../support/engine.ts";
import { until } from "../../support/until.ts";

// Neither has an image here that anything could be made of: docs/observability.md.
const WITHOUT_IMAGE = ["grafana", "kafka-exporter"];
const CONFIG = 'export default { profile: "observability" };';
const EXPECTED = ["kafka", "loki", "minio", "pgbouncer", "pgbouncer-exporter", "postgres", "postgres-exporter", "prometheus", "vault"];

let project: ComposeProject;

const listed = async () => (await docker()).listContainers({ all: true, filters: { label: [`com.docker.compose.project=${project.name}`] } });

beforeAll(async () => {
  project = await composeProject(CONFIG, undefined, WITHOUT_IMAGE);
  const services = (await project.compose("config", "--services")).split("\n").map((line) => line.trim());
  await project.compose("up", "--wait", ...EXPECTED.filter((name) => services.includes(name)));
}, 900_000); // Docker Compose itself may have to be got first

afterAll(async () => {
  await project[Symbol.asyncDispose]();
  expect(await listed()).toEqual([]);
});

test("up --wait has ended well: the core and what observes it, each healthy", async () => {
  const health = Object.fromEntries((await listed()).map(({ Labels, Status }) => [Labels["com.docker.compose.service"], /\((\w+)\)/.exec(Status)?.[1]]));
  expect(health).toEqual(Object.fromEntries(EXPECTED.map((name) => [name, "healthy"])));
});

test("Prometheus has its rules, and asks the services by the names that Compose gives them", async () => {
  const ask = async (path: string) => JSON.parse(await (await fetch(`http://127.0.0.1:${project.env.NEOTOOL_PORT_PROMETHEUS_HTTP}/api/v1/${path}`)).text());
  const rules: { data: { groups: readonly unknown[] } } = await ask("rules");
  expect(rules.data.groups.length).toBeGreaterThan(0);
  await until("what runs is up for Prometheus", async () => {
    const { data }: { data: { result: readonly { metric: { job?: string; service?: string }; value: readonly [number, string] }[] } } = await ask("query?query=up%20%3D%3D%201");
    const names = data.result.map(({ metric }) => metric.service ?? metric.job);
    return ["postgres", "pgbouncer", "minio", "vault", "loki"].every((name) => names.includes(name));
  });
});
