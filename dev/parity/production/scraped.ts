import { isRecord } from "../../platform/is-record.ts";
import type { Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import type { Path, ProductionObject } from "../load/production.ts";
import { productOf } from "../products/all.ts";
import { scrapeConfigOf } from "../products/scrape.ts";
import { containersIn, podOwners, type PodOwner } from "./pod-specs.ts";
import { selects } from "./policies.ts";
import { listAt, placedAt, recordAt, textAt, valueAt } from "./read.ts";
import type { Workloads } from "./workloads.ts";

/** Whom production's Prometheus asks for metrics. */
export interface Scraped {
  /** Each with the place that says so. */
  readonly asked: ReadonlyMap<Workload, Known>;
  /** It asks others too, nobody can tell whom: silence says nothing. */
  readonly isOpen: boolean;
}

interface Container {
  readonly owner: PodOwner;
  readonly path: Path;
  readonly workload: Workload | undefined;
}

/** The containers of a pod, each with its workload. */
const containersOf = (owner: PodOwner, { running }: Workloads): readonly Container[] =>
  containersIn(owner).running.map(({ path, name }) => ({ owner, path, workload: running.find((one) => one.kind === owner.object.kind && one.name === name && one.namespace?.value === owner.object.namespace) }));

const listens = ({ owner: { object }, path }: Container, port: string): boolean =>
  listAt(object.value, [...path, "ports"]).some((one) => textAt(one, ["name"]) === port || textAt(one, ["containerPort"]) === port);

/** A pod of one container is asked there; of several, the one that has the port. */
const askedAt = (containers: readonly Container[], port: string | undefined): readonly Workload[] => {
  const asked = containers.length === 1 ? containers : containers.filter((container) => port !== undefined && listens(container, port));
  return asked.flatMap(({ workload }) => workload ?? []);
};

const isInSight = (monitor: ProductionObject, namespace: string | undefined): boolean => {
  const selector = valueAt(monitor.value, ["spec", "namespaceSelector"]);
  if (textAt(selector, ["any"]) === "true") return true;
  const names = listAt(selector, ["matchNames"]).map(String);
  return names.length > 0 ? names.includes(namespace ?? "default") : (monitor.namespace ?? "default") === (namespace ?? "default");
};

const labelsOf = ({ value }: ProductionObject): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(recordAt(value, ["metadata", "labels"])).map(([key, text]) => [key, String(text)]));

/** At which port of the pod a port of its Service ends. */
const targetPort = (service: ProductionObject, port: string | undefined): string | undefined => {
  const found = listAt(service.value, ["spec", "ports"]).find((one) => textAt(one, ["name"]) === port || textAt(one, ["port"]) === port);
  return textAt(found, ["targetPort"]) ?? textAt(found, ["port"]);
};

/** By the objects of Prometheus' operator. */
const byMonitors = (objects: readonly ProductionObject[], pods: readonly (readonly Container[])[]): readonly (readonly [Workload, Known])[] => {
  const monitors = objects.filter(({ apiVersion, kind }) => apiVersion.startsWith("monitoring.coreos.com/") && (kind === "ServiceMonitor" || kind === "PodMonitor"));
  return monitors.flatMap((monitor) => {
    const selector = valueAt(monitor.value, ["spec", "selector"]);
    const isOfPods = monitor.kind === "PodMonitor";
    const said = placedAt(`${monitor.kind} ${monitor.name}`, monitor, ["spec"]);
    const ports = listAt(monitor.value, ["spec", isOfPods ? "podMetricsEndpoints" : "endpoints"]).map((endpoint) => textAt(endpoint, ["targetPort"]) ?? textAt(endpoint, ["port"]));
    const ofPods = pods.filter(([first]) => isOfPods && first && isInSight(monitor, first.owner.object.namespace) && selects(selector, first.owner.labels)).flatMap((containers) => ports.flatMap((port) => askedAt(containers, port)));
    const services = isOfPods ? [] : objects.filter((object) => object.kind === "Service" && isInSight(monitor, object.namespace) && selects(selector, labelsOf(object)));
    const ofServices = services.flatMap((service) => {
      const behind = pods.filter(([first]) => first && first.owner.object.namespace === service.namespace && Object.keys(recordAt(service.value, ["spec", "selector"])).length > 0 && selects({ matchLabels: valueAt(service.value, ["spec", "selector"]) }, first.owner.labels));
      return behind.flatMap((containers) => ports.flatMap((port) => askedAt(containers, targetPort(service, port) ?? port)));
    });
    return [...ofPods, ...ofServices].map((workload) => [workload, said] as const);
  });
};

/** By their own annotations, for who looks for them. */
const byAnnotations = (pods: readonly (readonly Container[])[]): readonly (readonly [Workload, Known])[] =>
  pods.flatMap((containers) => {
    const [first] = containers;
    const path = first && [...first.owner.spec.slice(0, -1), "metadata", "annotations"];
    const annotations = first && path ? recordAt(first.owner.object.value, path) : {};
    if (!first || !path || String(annotations["prometheus.io/scrape"]) !== "true") return [];
    const port = annotations["prometheus.io/port"];
    return askedAt(containers, port === undefined ? undefined : String(port)).map((workload) => [workload, placedAt("prometheus.io/scrape", first.owner.object, path)] as const);
  });

/** `vault.neotool-security:8200` is a Service's name, and perhaps its namespace. */
const isAt = (address: string, prometheus: Workload, workload: Workload): boolean => {
  const [host = ""] = address.replace(/^https?:\/\//, "").split(":");
  if (/^(localhost|127\.\d+\.\d+\.\d+)$/.test(host)) return workload === prometheus;
  const [name, namespace = prometheus.namespace?.value] = host.split(".");
  return workload.addresses.some(({ value }) => value === name) && (workload.namespace === undefined || workload.namespace.value === namespace);
};

/** Pure. `undefined`: nothing shows whom a Prometheus of production asks. */
export const scrapedIn = (objects: readonly ProductionObject[], workloads: Workloads): Scraped | undefined => {
  const pods = podOwners(objects).filter(({ object }) => isRecord(object.value)).map((owner) => containersOf(owner, workloads));
  const configs = workloads.running.filter(({ image }) => image && productOf(image.value)?.id === "prometheus").flatMap((prometheus) => {
    const config = scrapeConfigOf(prometheus);
    return config ? [{ prometheus, config }] : [];
  });
  const monitored = byMonitors(objects, pods);
  if (configs.length === 0 && monitored.length === 0) return undefined;
  const written = configs.flatMap(({ prometheus, config }) => config.addresses.flatMap((address) => workloads.running.filter((workload) => isAt(address, prometheus, workload)).map((workload) => [workload, config] as const)));
  const annotated = configs.some(({ config }) => config.asksAnnotated) ? byAnnotations(pods) : [];
  // Monitors of an operator may bring more, with values of a chart that nobody has here.
  return { asked: new Map([...annotated, ...monitored, ...written]), isOpen: configs.length === 0 || configs.some(({ config }) => config.findsOthers) };
};
