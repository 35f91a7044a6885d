import { expect, test } from "vitest";
import { nodePortsOf } from "../../../../dev/runtimes/k3d/manifests/service.ts";
import { service, task } from "../../../support/builders.ts";
import { cluster, only } from "../../../support/cluster.ts";

const { rendered, facts, desiredOf, render, all } = cluster();

test("node ports are the same whatever the order of the stack: the node publishes them when it is made", () => {
  const [a, b] = [service("a"), service("b", { endpoints: { two: { containerPort: 2, preferredHostPort: 2, scheme: "http" }, one: { containerPort: 1, preferredHostPort: 1, scheme: "http" } } })];
  const ports = [...nodePortsOf([b, task("t"), a])];
  expect(ports.map(([key]) => key)).toEqual(["a.api", "b.one", "b.two"]);
  expect(new Set(ports.map(([, port]) => port)).size).toBe(3);
  for (const [, port] of ports) expect(port >= 30_000 && port <= 32_767).toBe(true);
  expect(nodePortsOf([a, b])).toEqual(nodePortsOf([b, a]));
  expect(nodePortsOf([b])).toEqual(new Map(ports.slice(1)));
});

test("a service has its name for neighbours, and an address that the node publishes", () => {
  const manifests = rendered("pgbouncer");
  expect(only(manifests, "Service", "pgbouncer").spec).toMatchObject({ type: "ClusterIP", ports: [{ name: "sql", port: 6432, targetPort: 6432 }] });
  expect(only(manifests, "Service", "pgbouncer-host").spec).toMatchObject({ type: "NodePort", ports: [{ port: 6432, targetPort: 6432, nodePort: facts.nodePorts.get("pgbouncer.sql") }] });
  expect(manifests.filter(({ kind }) => kind === "Service").length).toBe(2);
});

test("neighbours call Kafka at production's port and reach the listener that is theirs; the host reaches its own", () => {
  const manifests = rendered("kafka");
  const portsOf = (name: string) => only(manifests, "Service", name).spec.ports.map(({ port, targetPort }: { port: number; targetPort: number }) => `${port} → ${targetPort}`);
  expect(portsOf("kafka")).toEqual(["9092 → 19092", "19092 → 19092"]);
  expect(portsOf("kafka-host")).toEqual(["9092 → 9092"]);
  expect(portsOf("kafka-headless")).toEqual(["19092 → 19092"]); // its name leads to the pod itself: nothing translates
  expect(only(manifests, "ConfigMap").data["server.properties"]).toContain("INTERNAL://kafka.neotool-messaging.svc.cluster.local:19092\n");
});

test("every address leads to pods that are not ready, too: who may call is decided by our own probes", () => {
  const specs = all().flatMap((manifest) => (manifest.kind === "Service" ? [only([manifest], "Service").spec] : []));
  expect(specs.length).toBeGreaterThan(25);
  expect(specs.filter(({ publishNotReadyAddresses }) => publishNotReadyAddresses !== true)).toEqual([]);
});

test("a service without endpoints has no address", () => {
  const vault = desiredOf("vault");
  expect(render({ ...vault, service: { ...vault.service, endpoints: {} } }).map(({ kind }) => kind)).not.toContain("Service");
});

test("the names of ports are short enough for Kubernetes", () => {
  const names = all().flatMap((manifest) => (manifest.kind === "Service" ? only([manifest], "Service").spec.ports.map(({ name }: { name: string }) => name) : []));
  expect(names.filter((name: string) => name.length > 15)).toEqual([]);
});
