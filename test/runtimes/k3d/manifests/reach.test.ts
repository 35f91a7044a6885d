import { expect, test } from "vitest";
import { renderBase } from "../../../../dev/runtimes/k3d/manifests/base.ts";
import { clusterAddressOf, namespaceOf, NAMESPACES } from "../../../../dev/runtimes/k3d/manifests/namespaces.ts";
import { cluster, only, workloadIn } from "../../../support/cluster.ts";
import { connects, podOf, type Pod } from "../../../support/network-policies.ts";

const stack = cluster({}, {});
const { names, rendered, facts, desiredOf } = stack;
const base = renderBase(facts);
const everything = [...base, ...names.flatMap(rendered)];

const portsOf = (name: string): readonly number[] => [...new Set(Object.values(desiredOf(name).service.endpoints).flatMap(({ containerPort, neighbourPort = containerPort }) => [containerPort, neighbourPort]))];
const pods = new Map(names.map((name) => [name, podOf(everything, rendered(name))]));

/** Every way that is open, as `service:port`. */
const reachedFrom = (from: Pod | string): readonly string[] =>
  names.flatMap((name) => portsOf(name).filter((port) => connects(everything, from, pods.get(name), port)).map((port) => `${name}:${port}`));

const stranger = (namespace: string, labels: Readonly<Record<string, string>> = {}): Pod => podOf(everything, [], { namespace, labels });

/** What applications reach, and whoever lives among them. */
const OPEN = ["kafka:19092", "vault:8200", "minio:9000", "router:4000", "unleash:4242", "mail:1025"];

test("who reaches whom inside the cluster: this, and nothing else", () => {
  expect(Object.fromEntries(names.map((name) => [name, reachedFrom(pods.get(name) ?? "")]))).toEqual({
    kafka: ["kafka:19092"],
    postgres: [],
    pgbouncer: ["postgres:5432"],
    vault: [],
    minio: [],
    prometheus: [
      "vault:8200",
      "minio:9000",
      "loki:3100",
      "promtail:9080",
      "grafana:3000",
      "alertmanager:9093",
      "router:9090",
      "postgres-exporter:9187",
      "pgbouncer-exporter:9127",
      "kafka-exporter:9308",
    ],
    loki: [],
    promtail: ["loki:3100"],
    grafana: ["prometheus:9090", "loki:3100", "alertmanager:9093"],
    alertmanager: [],
    router: [...OPEN],
    unleash: ["postgres:5432"],
    mail: [...OPEN],
    "postgres-exporter": ["postgres:5432"],
    "pgbouncer-exporter": ["pgbouncer:6432"],
    "kafka-exporter": ["kafka:19092"],
  });
});

test("applications reach Kafka, Vault, MinIO, the router, Unleash and the mail server; the pooler only with its label, Postgres never", () => {
  const plain = OPEN;
  expect(reachedFrom(stranger("neotool-app"))).toEqual(plain);
  expect(reachedFrom(stranger("neotool-web"))).toEqual(plain);
  expect(reachedFrom(stranger("neotool-workflows", { "access-pgbouncer": "true" }))).toEqual(["kafka:19092", "pgbouncer:6432", ...OPEN.slice(1)]);
});

test("a pod of another namespace reaches nothing, whatever it calls itself", () => {
  expect(reachedFrom(stranger("default", { "access-pgbouncer": "true", "app.kubernetes.io/name": "prometheus" }))).toEqual([]);
  expect(reachedFrom(stranger("neotool-app", { "app.kubernetes.io/name": "pgbouncer" }))).not.toContain("postgres:5432");
});

test("this machine reaches every endpoint, and no port besides; another network reaches none", () => {
  const published = names.flatMap((name) => Object.values(desiredOf(name).service.endpoints).map(({ containerPort }) => `${name}:${containerPort}`));
  expect(reachedFrom("172.20.0.1")).toEqual(published);
  expect(reachedFrom("192.168.1.20")).toEqual([]);
});

test("what no policy names is kept out, in each of the eight namespaces", () => {
  for (const namespace of NAMESPACES) {
    expect(connects(everything, stranger(namespace), stranger(namespace, { "app.kubernetes.io/name": "somebody" }), 80)).toBe(false);
  }
  expect(base.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name)).toEqual(NAMESPACES);
});

test("whoever may call a neighbour in another namespace finds it by its plain name", () => {
  for (const name of names) {
    const { dnsConfig } = workloadIn(rendered(name)).spec.template.spec;
    const searched: readonly string[] = [`${namespaceOf(name)}.svc.cluster.local`, ...(dnsConfig?.searches ?? [])];
    const called = reachedFrom(pods.get(name) ?? "").map((way) => way.split(":")[0] ?? "");
    expect(called.filter((neighbour) => !searched.some((domain) => `${neighbour}.${domain}` === clusterAddressOf(neighbour)))).toEqual([]);
  }
});

test("the line of searched domains is one that Alpine's C library reads: 255 bytes, with room for the machine's own", () => {
  const own = (name: string) => [`${namespaceOf(name)}.svc.cluster.local`, "svc.cluster.local", "cluster.local"];
  const lines = names.map((name) => ["search", ...own(name), ...(workloadIn(rendered(name)).spec.template.spec.dnsConfig?.searches ?? [])].join(" "));
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(255 - 64);
});

test("the policies of a service with no endpoint open nothing", () => {
  const vault = desiredOf("vault");
  expect(only(stack.render({ ...vault, service: { ...vault.service, endpoints: {} } }), "NetworkPolicy").spec.ingress).toEqual([]);
});
