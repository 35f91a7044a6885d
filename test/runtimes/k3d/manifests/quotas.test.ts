import { expect, test } from "vitest";
import { renderBase } from "../../../../dev/runtimes/k3d/manifests/base.ts";
import { namespaceOf, NAMESPACES } from "../../../../dev/runtimes/k3d/manifests/namespaces.ts";
import { DEFAULT_SETTINGS } from "../../../../dev/stacks/settings.ts";
import { cluster, only, workloadIn } from "../../../support/cluster.ts";

/** `1500m`, `512Mi`, `10Gi` or a bare number, as a number of m, Mi or Gi. */
const amount = (quantity: string): number => Number.parseInt(quantity, 10);

const RESOURCES = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory", "requests.storage", "pods"] as const;

type Stack = ReturnType<typeof cluster>;

const quotaIn = ({ facts, services }: Stack, namespace: string): Readonly<Record<string, string>> =>
  only(renderBase(facts, services).filter(({ metadata }) => metadata.namespace === namespace), "ResourceQuota").spec.hard;

const total = (stack: Stack, resource: string): number => NAMESPACES.reduce((sum, namespace) => sum + amount(quotaIn(stack, namespace)[resource] ?? "0"), 0);

/** What the pods and claims of a namespace ask of its quota. */
const asked = ({ names, rendered }: Stack, namespace: string, resource: string): number =>
  names
    .filter((name) => namespaceOf(name) === namespace)
    .map((name): number => {
      if (resource === "pods") return 1;
      if (resource === "requests.storage") return rendered(name).flatMap((one) => (one.kind === "PersistentVolumeClaim" ? [amount(only([one], one.kind).spec.resources.requests.storage)] : [])).reduce((sum, size) => sum + size, 0);
      const [kind = "", of = ""] = resource.split(".");
      return amount(workloadIn(rendered(name)).spec.template.spec.containers[0].resources[kind][of]);
    })
    .reduce((sum, one) => sum + one, 0);

const large = cluster({}, { capacity: { cpus: 16, memoryMiB: 65_536 } });
const small = cluster({}, { capacity: { cpus: 2, memoryMiB: 3_900 } });

test("on a large machine all namespaces together have production's quota", () => {
  expect(RESOURCES.map((resource) => `${resource} ${total(large, resource)}`)).toEqual(["requests.cpu 8000", "requests.memory 16384", "limits.cpu 12000", "limits.memory 24576", "requests.storage 50", "pods 50"]);
});

test("on a small one nothing is promised that it has not", () => {
  expect(total(small, "requests.cpu")).toBeLessThanOrEqual(2000);
  expect(total(small, "requests.memory")).toBeLessThanOrEqual(3_900);
});

test.each([
  ["a large machine", large],
  ["a small machine", small],
  ["a project whose Postgres is large", cluster({ postgres: { ...DEFAULT_SETTINGS.postgres, memoryMiB: 7_000 } })],
])("the whole stack fits into the quotas of %s", (_name, stack) => {
  const short = NAMESPACES.flatMap((namespace) =>
    RESOURCES.filter((resource) => asked(stack, namespace, resource) > amount(quotaIn(stack, namespace)[resource] ?? "0")).map((resource) => `${namespace} ${resource}`),
  );
  expect(short).toEqual([]);
});

test("a pod that says nothing of its use is taken, not refused", () => {
  const { spec } = only(renderBase(large.facts).filter(({ metadata }) => metadata.namespace === "neotool-app"), "LimitRange");
  expect(spec.limits).toEqual([{ type: "Container", default: { cpu: "250m", memory: "256Mi" }, defaultRequest: { cpu: "25m", memory: "64Mi" } }]);
});

test.each(["neotool-app", "neotool-web", "neotool-workflows"])("however small the machine is, the quota of %s takes a pod that says nothing of its use", (namespace) => {
  const quota = quotaIn(small, namespace);
  expect(amount(quota["limits.cpu"] ?? "0")).toBeGreaterThanOrEqual(250);
  expect(amount(quota["limits.memory"] ?? "0")).toBeGreaterThanOrEqual(256);
});

test("no limit on processors is above what the machine has", () => {
  expect(workloadIn(cluster({}, { capacity: { cpus: 1, memoryMiB: 4096 } }).rendered("kafka")).spec.template.spec.containers[0].resources.limits).toEqual({ cpu: "1000m", memory: "640Mi" });
});
