import { describe, expect, test } from "vitest";
import { cluster, only, workloadIn } from "../../../support/cluster.ts";
import { elsewhere } from "../../../support/elsewhere.ts";
import { prometheusConfig, type ScrapeJob } from "../../../support/prometheus-config.ts";
import { relabelled, type Labels } from "../../../support/relabel.ts";

const CONFIG = "/etc/prometheus/neotool.yml";
const inCluster = cluster();
const text = only(inCluster.rendered("prometheus"), "ConfigMap").data["neotool.yml"];
const here = prometheusConfig(text);
const there = prometheusConfig(elsewhere(CONFIG, "prometheus"));
const job = (name: string): ScrapeJob => here.scrape_configs.find(({ job_name }) => job_name === name) ?? { job_name: "none" };

const isOnThisMachine = ({ targets }: { readonly targets: readonly string[] }): boolean => targets.some((target) => target.startsWith("host.docker.internal:"));

/** A pod of a service as Prometheus' discovery describes it. */
const discovered = (service: string, stack = inCluster): Labels => {
  const { metadata, spec } = workloadIn(stack.rendered(service)).spec.template;
  const annotations = Object.entries<string>(metadata.annotations).map(([name, value]) => [`__meta_kubernetes_pod_annotation_${name.replaceAll(/\W/g, "_")}`, value]);
  return {
    ...Object.fromEntries(annotations),
    __meta_kubernetes_namespace: workloadIn(stack.rendered(service)).metadata.namespace,
    __meta_kubernetes_pod_name: `${service}-0`,
    __meta_kubernetes_pod_ip: service,
    __meta_kubernetes_pod_phase: "Running",
    __meta_kubernetes_pod_container_name: spec.containers[0].name,
  };
};

const isFound = ({ kubernetes_sd_configs: [found] = [] }: ScrapeJob, { __meta_kubernetes_namespace = "" }: Labels): boolean => found?.role === "pod" && (found.namespaces?.names.includes(__meta_kubernetes_namespace) ?? true);

/** Every way in which a pod is scraped. */
const scrapesOf = (jobs: readonly ScrapeJob[], pod: Labels) =>
  jobs.flatMap((one) => {
    const labels = isFound(one, pod) ? relabelled(pod, one.relabel_configs ?? []) : undefined;
    return labels ? [{ job: labels.job, instance: labels.instance, service: labels.service, kind: labels.kind, url: `${labels.__address__}${labels.__metrics_path__}`, format: labels.__param_format, token: one.authorization?.credentials_file }] : [];
  });

describe.each(["promtail", "alloy"] as const)("with %s", (logAgent) => {
  const stack = cluster({ logAgent });
  const found = prometheusConfig(only(stack.rendered("prometheus"), "ConfigMap").data["neotool.yml"]);

  test("pods are found as what the list elsewhere says: the same names, addresses, paths and tokens, each once", () => {
    const listed = prometheusConfig(elsewhere(CONFIG, "prometheus", { logAgent })).scrape_configs.flatMap(({ job_name, metrics_path, params, authorization, static_configs: [config] = [] }) =>
      config && !isOnThisMachine(config)
        ? [{ job: job_name, instance: config.labels.instance, service: config.labels.service, kind: config.labels.kind, url: `${config.targets[0]?.replace("127.0.0.1", "prometheus")}${metrics_path}`, format: params?.format?.[0], token: authorization?.credentials_file }]
        : [],
    );
    const scraped = stack.names.flatMap((name) => scrapesOf(found.scrape_configs, discovered(name, stack)));
    const sorted = (scrapes: typeof scraped) => scrapes.toSorted((a, b) => ((a.job ?? "") < (b.job ?? "") ? -1 : 1));
    expect(scraped.length).toBeGreaterThan(8);
    expect(sorted(scraped)).toEqual(sorted(listed));
  });
});

test("applications on this machine, rules, intervals and alerting are as elsewhere", () => {
  const rest = ({ scrape_configs, ...others }: typeof here) => ({ ...others, applications: scrape_configs.filter(({ static_configs: [config] = [] }) => config && isOnThisMachine(config)) });
  expect(rest(here)).toEqual(rest(there));
  expect(rest(here).applications.length).toBeGreaterThan(5);
  expect(here.scrape_configs.filter(({ static_configs }) => static_configs)).toHaveLength(rest(here).applications.length);
});

test("Vault's token goes to Vault, and to no other pod", () => {
  const elsewhereInTheCluster = { ...discovered("vault"), __meta_kubernetes_namespace: "neotool-app" };
  expect(scrapesOf(here.scrape_configs, elsewhereInTheCluster).map(({ token }) => token)).toEqual([undefined]);
  const besideVault = { ...discovered("vault"), __meta_kubernetes_pod_container_name: "vault-agent" };
  expect(scrapesOf(here.scrape_configs, besideVault).map(({ token }) => token)).toEqual([undefined]);
  expect(inCluster.desiredOf("prometheus").service.files.map(({ path }) => path)).toContain(job("vault").authorization?.credentials_file);
});

test("an application's pod that says so is scraped as an application, and one that has ended is not", () => {
  const orders: Labels = {
    ...discovered("loki"),
    __meta_kubernetes_namespace: "neotool-app",
    __meta_kubernetes_pod_container_name: "orders",
    __meta_kubernetes_pod_annotation_prometheus_io_path: "/prometheus",
    __meta_kubernetes_pod_annotation_prometheus_io_port: "8080",
  };
  expect(scrapesOf(here.scrape_configs, orders)).toMatchObject([{ job: "orders", service: "orders", kind: "application", url: "loki:8080/prometheus" }]);
  for (const phase of ["Succeeded", "Failed"]) expect(scrapesOf(here.scrape_configs, { ...orders, __meta_kubernetes_pod_phase: phase })).toEqual([]);
});

test.each([
  ["kubelet", "/metrics"],
  ["kubelet-probes", "/metrics/probes"],
  ["cadvisor", "/metrics/cadvisor"],
])("%s is asked through the API server, by the token of Prometheus' own account", (name, path) => {
  expect(job(name)).toMatchObject({ scheme: "https", authorization: { credentials_file: "/var/run/secrets/kubernetes.io/serviceaccount/token" } });
  expect(relabelled({ __meta_kubernetes_node_name: "node-1" }, job(name).relabel_configs ?? [])).toMatchObject({
    __address__: "kubernetes.default.svc:443",
    __metrics_path__: `/api/v1/nodes/node-1/proxy${path}`,
    instance: "shop-3fa9c1",
    service: name,
    kind: "cluster", // no service of the stack: no alert of those fires for it
  });
});

test("of what cAdvisor tells, the node and containers stay, and a container's series bear its service's name", () => {
  const kept = (labels: Labels) => relabelled({ __name__: "container_cpu_usage_seconds_total", service: "cadvisor", ...labels }, job("cadvisor").metric_relabel_configs ?? []);
  expect(kept({ id: "/" })).toMatchObject({ service: "cadvisor" });
  expect(kept({ __name__: "machine_cpu_cores" })).toBeDefined();
  expect(kept({ id: "/kubepods/burstable/pod1/abc", pod: "kafka-0", namespace: "neotool-messaging", container: "kafka", image: "apache/kafka:3.7.0" })).toMatchObject({ service: "kafka" });
  expect(kept({ id: "/kubepods/burstable/pod1/def", pod: "kafka-0", namespace: "neotool-messaging", image: "rancher/mirrored-pause:3.6" })).toBeDefined(); // has the network
  expect(kept({ id: "/kubepods/burstable/pod1", pod: "kafka-0", namespace: "neotool-messaging" })).toBeUndefined();
  expect(kept({ id: "/kubepods" })).toBeUndefined();
});
