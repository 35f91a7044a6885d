import { expect, test } from "vitest";
import { literal } from "../../../../dev/runtimes/k3d/manifests/literal.ts";
import { cluster, only, workloadIn } from "../../../support/cluster.ts";

const { names, rendered, desiredOf, render, all } = cluster();
const podOf = (name: string) => workloadIn(rendered(name)).spec.template;
const containerOf = (name: string) => podOf(name).spec.containers[0];

test("what runs a pod follows from what the service is: data others live on, logs of a node, or neither", () => {
  const kinds = names.map((name) => [name, workloadIn(rendered(name)).kind]);
  expect(kinds.filter(([, kind]) => kind === "StatefulSet").map(([name]) => name)).toEqual(["kafka", "postgres", "minio", "prometheus", "loki"]);
  expect(kinds.filter(([, kind]) => kind === "DaemonSet").map(([name]) => name)).toEqual(["promtail"]);
  expect(workloadIn(rendered("postgres")).spec).toMatchObject({ replicas: 1, serviceName: "postgres-headless" });
  expect(workloadIn(rendered("grafana")).spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } }); // two never share a database
});

test("every object says whose it is, and every pod what it was made from", () => {
  for (const { kind, metadata } of all()) {
    expect(`${kind} ${JSON.stringify(metadata.labels)}`).toContain('"app.kubernetes.io/managed-by":"neotool","dev.neotool.instance":"shop-3fa9c1","dev.neotool.service":"');
  }
  const { hash, fields } = desiredOf("vault");
  const made = { "dev.neotool.hash": hash, "dev.neotool.fields": JSON.stringify(fields), "dev.neotool.image-id": "sha256:hashicorp/vault", "dev.neotool.image-reference": "hashicorp/vault:1.21.1" };
  expect(workloadIn(rendered("vault")).metadata.annotations).toEqual(made);
  expect(podOf("vault").metadata.annotations).toMatchObject(made);
  expect(podOf("vault").metadata.labels).toMatchObject({ "dev.neotool.service": "vault" });
});

test("services are where production has them", () => {
  const places = Map.groupBy(names, (name) => workloadIn(rendered(name)).metadata.namespace);
  expect(Object.fromEntries(places)).toEqual({
    "neotool-app": ["router", "mail"],
    "neotool-messaging": ["kafka"],
    "neotool-data": ["postgres", "pgbouncer"],
    "neotool-security": ["vault"],
    "neotool-storage": ["minio", "unleash"],
    "neotool-observability": ["prometheus", "loki", "promtail", "grafana", "alertmanager", "postgres-exporter", "pgbouncer-exporter", "kafka-exporter"],
  });
});

test("the image's entrypoint stays where the definition has none: a command is its arguments", () => {
  expect(containerOf("kafka")).toMatchObject({ command: ["sh", "/etc/neotool/renew.sh", "early", "/var/lib/kafka/data/.neotool-restore"], args: ["sh", "/etc/neotool/start.sh"], imagePullPolicy: "IfNotPresent" });
  expect(containerOf("vault")).toHaveProperty("args");
  expect(containerOf("vault")).not.toHaveProperty("command");
  expect(containerOf("pgbouncer")).not.toHaveProperty("args");
});

test("no pod gets the addresses of others as variables: Kafka and Vault would take theirs for settings", () => {
  expect(names.filter((name) => podOf(name).spec.enableServiceLinks !== false)).toEqual([]);
});

test("no process gains rights, and only those who ask the API have a token for it", () => {
  expect(names.filter((name) => containerOf(name).securityContext.allowPrivilegeEscalation !== false)).toEqual([]);
  expect(names.filter((name) => podOf(name).spec.automountServiceAccountToken !== false)).toEqual(["prometheus"]);
  expect(names.filter((name) => only(rendered(name), "ServiceAccount", name).automountServiceAccountToken !== false)).toEqual(["prometheus"]);
  expect(all().filter(({ kind }) => kind === "ClusterRole" || kind === "Role").map(({ metadata }) => metadata.name)).toEqual(["neotool-prometheus"]);
  const found = ["list", "watch"];
  expect(only(rendered("prometheus"), "ClusterRole").rules).toEqual([
    { apiGroups: [""], resources: ["pods"], verbs: found },
    { apiGroups: [""], resources: ["nodes"], verbs: found },
    { apiGroups: [""], resources: ["nodes/proxy"], verbs: ["get"] },
  ]);
  expect(only(rendered("prometheus"), "ClusterRoleBinding")).toMatchObject({
    roleRef: { kind: "ClusterRole", name: "neotool-prometheus" },
    subjects: [{ kind: "ServiceAccount", name: "prometheus", namespace: "neotool-observability" }],
  });
});

test("a pod has the definition's memory, half of it kept for it; its grace; its shared memory", () => {
  expect(containerOf("postgres").resources).toEqual({ requests: { cpu: "100m", memory: "256Mi" }, limits: { cpu: "2000m", memory: "512Mi" } });
  expect(podOf("postgres").spec.terminationGracePeriodSeconds).toBe(20);
  expect(podOf("postgres").spec.volumes).toContainEqual({ name: "shm", emptyDir: { medium: "Memory", sizeLimit: "256Mi" } });
  expect(containerOf("postgres").volumeMounts).toContainEqual({ name: "shm", mountPath: "/dev/shm" });
});

test("the machine itself has the name that a definition gives it", () => {
  expect(podOf("prometheus").spec.hostAliases).toEqual([{ ip: "172.20.0.1", hostnames: ["host.docker.internal"] }]);
  expect(podOf("vault").spec).not.toHaveProperty("hostAliases");
});

test("the kubelet asks as the service is asked elsewhere: over HTTP, or by the image's own tools", () => {
  expect(containerOf("vault").startupProbe).toEqual({ httpGet: { path: "/v1/sys/health", port: 8200 }, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 60 });
  expect(containerOf("minio").readinessProbe).toMatchObject({ exec: { command: ["mc", "ready", "local"] }, periodSeconds: 10 });
  // The listener of its neighbours.
  expect(containerOf("kafka").readinessProbe).toMatchObject({ tcpSocket: { port: 19_092 } });
});

test("a service may take as long to start as its definition says", () => {
  const vault = desiredOf("vault");
  const { startupProbe } = workloadIn(render({ ...vault, service: { ...vault.service, readyWithinSeconds: 90 } })).spec.template.spec.containers[0];
  expect(startupProbe.failureThreshold * startupProbe.periodSeconds).toBe(90);
});

test("alive is who listens: a server whose connections are used up is not ended for it", () => {
  expect(containerOf("postgres").livenessProbe).toEqual({ tcpSocket: { port: 5432 }, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 3 });
});

test.each([
  ["$(cat /run/secrets/x)", "$$(cat /run/secrets/x)"],
  ["a$$b", "a$$$b"],
  ["$HOME costs 5$", "$HOME costs 5$"],
])("Kubernetes takes %s as it stands", (text, escaped) => {
  expect(literal(text)).toBe(escaped);
  // As the kubelet reads it: two dollars are one, a name in brackets is filled in, any other dollar stays.
  expect(escaped.replaceAll(/\$\$|\$\((\w+)\)/g, (found) => (found === "$$" ? "$" : ""))).toBe(text);
});

test("the pooler's clients bear production's label", () => {
  expect(names.filter((name) => podOf(name).metadata.labels["access-pgbouncer"] === "true")).toEqual(["pgbouncer-exporter"]);
});
