import { once } from "node:events";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cacheDirectory } from "../../dev/platform/package-root.ts";
import { envelope, projectRoot } from "../support/cli.ts";
import { docker } from "../support/engine.ts";
import { ownedInstance, type OwnedInstance } from "../support/instance.ts";
import { k3dEquipment, type K3dEquipment } from "../support/k3d-equipment.ts";
import { kubectlFor, type Kubectl } from "../support/kubectl.ts";
import { connects, startProbePods, type ProbePod } from "../support/probe-pods.ts";
import { placesWithSecrets, secretsBelow } from "../support/secrets.ts";
import { tempDir } from "../support/temp-dir.ts";

const LABELLED = { "access-pgbouncer": "true" };
const NAMESPACES = ["neotool-app", "neotool-web", "neotool-workflows", "neotool-data", "neotool-messaging", "neotool-storage", "neotool-security", "neotool-observability", "default"];
const PROBES: readonly ProbePod[] = [
  ...NAMESPACES.map((namespace) => ({ namespace, name: "plain" })),
  ...["neotool-app", "neotool-data", "default"].map((namespace) => ({ namespace, name: "labelled", labels: LABELLED })),
];

const POSTGRES = "postgres.neotool-data.svc.cluster.local:5432";
const PGBOUNCER = "pgbouncer.neotool-data.svc.cluster.local:6432";
const KAFKA = "kafka.neotool-messaging.svc.cluster.local:9092";
const VAULT = "vault.neotool-security.svc.cluster.local:8200";
const MINIO = "minio.neotool-storage.svc.cluster.local:9000";

/** From a pod, to a name of production's, and whether it gets through. */
const MATRIX: readonly (readonly [string, string, "yes" | "no"])[] = [
  ["the pod of pgbouncer", POSTGRES, "yes"],
  ...NAMESPACES.map((namespace) => [`${namespace}/plain`, POSTGRES, "no"] as const),
  ["neotool-app/labelled", POSTGRES, "no"],
  ["neotool-data/labelled", POSTGRES, "no"],
  ["the pod of kafka", POSTGRES, "no"],
  ["neotool-app/labelled", PGBOUNCER, "yes"],
  ["neotool-data/labelled", PGBOUNCER, "yes"],
  ["default/labelled", PGBOUNCER, "no"],
  ...["neotool-app", "neotool-web", "neotool-data", "default"].map((namespace) => [`${namespace}/plain`, PGBOUNCER, "no"] as const),
  ["the pod of kafka", KAFKA, "yes"],
  ...[KAFKA, VAULT, MINIO].flatMap((to) => [
    ...["neotool-app", "neotool-web", "neotool-workflows"].map((namespace) => [`${namespace}/plain`, to, "yes"] as const),
    ...["neotool-data", "neotool-observability", "default"].map((namespace) => [`${namespace}/plain`, to, "no"] as const),
  ]),
  ["neotool-messaging/plain", KAFKA, "no"],
  ["neotool-security/plain", VAULT, "no"],
  ["neotool-storage/plain", MINIO, "no"],
  // Past the name: the pod itself, the console that only the host gets, and the way that the host takes.
  ["neotool-app/plain", "the pod of postgres:5432", "no"],
  ["neotool-app/plain", "the pod of minio:9001", "no"],
  ["neotool-app/plain", "the node, where postgres is published", "no"],
  ["default/plain", "the node, where kafka is published", "no"],
];

/** What needs no neighbour's secret is asked first; one instance and one cluster for all of it. */
let equipment: K3dEquipment;
let instance: OwnedInstance;
let kubectl: Kubectl;
let home: Awaited<ReturnType<typeof tempDir>>;
const OWN_KUBECONFIG = "apiVersion: v1\nkind: Config\ncurrent-context: work   # mine\ncontexts:\n- {name: work, context: {cluster: work, user: me}}\nclusters: []\nusers: []\n";

beforeAll(async () => {
  equipment = await k3dEquipment();
  home = await tempDir();
  await mkdir(dirname(home.file(".kube/config")), { recursive: true });
  await writeFile(home.file(".kube/config"), OWN_KUBECONFIG);
  const cache = dirname(cacheDirectory(process.env, homedir()));
  instance = await ownedInstance("policies", {}, { ...equipment.env, HOME: home.file("."), XDG_CACHE_HOME: cache });
  await instance.write("neotool.config.ts", `export default { profile: "core", runtime: "k3d", cluster: { image: "${equipment.nodeImage}" } };`);
  const up = await instance.run("up");
  expect(up.exitCode, up.stderr).toBe(0);
  kubectl = kubectlFor(equipment.kubectl, instance.path);
  await startProbePods(kubectl, instance.id, PROBES);
});
afterAll(async () => {
  await instance[Symbol.asyncDispose]();
  await equipment[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

const podOf = async (service: string): Promise<any> => (await kubectl.all("pods")).find(({ metadata }) => metadata.labels?.["dev.neotool.service"] === service);

/** Where a row's target is. */
const addressOf = async (to: string): Promise<readonly [string, number]> => {
  const [, pod, podPort] = /^the pod of (\w+):(\d+)$/.exec(to) ?? [];
  if (pod !== undefined) return [(await podOf(pod)).status.podIP, Number(podPort)];
  const [, published] = /^the node, where (\w+) /.exec(to) ?? [];
  if (published === undefined) return [to.split(":")[0] ?? "", Number(to.split(":")[1])];
  const service = (await kubectl.all("services")).find(({ metadata }) => metadata.name === `${published}-host`);
  return [(await podOf(published)).status.hostIP, service.spec.ports[0].nodePort];
};

test.each(MATRIX)("from %s to %s: %s", async (from, to, expected) => {
  const [, service] = /^the pod of (\w+)$/.exec(from) ?? [];
  const pod = service === undefined ? from : await podOf(service).then(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const [host, port] = await addressOf(to);
  expect(await connects(kubectl, pod, host, port, service === undefined ? "sh" : "bash")).toBe(expected);
});

interface StatusData {
  readonly services: readonly { readonly name: string; readonly endpoints: readonly { readonly name: string; readonly port: number }[] }[];
}

test("the host reaches every port that is published", async () => {
  const { data } = envelope<StatusData>(await instance.run("status", "--json"));
  const ports = data.services.flatMap(({ name, endpoints }) => endpoints.map((endpoint) => [`${name}.${endpoint.name}`, endpoint.port] as const));
  expect(ports.length).toBeGreaterThanOrEqual(6);
  for (const [what, port] of ports) {
    const socket = connect(port, "127.0.0.1");
    await expect(once(socket, "connect"), what).resolves.toBeDefined();
    socket.destroy();
  }
});

test("an application in a pod produces and consumes by production's name", async () => {
  const [{ image }] = (await podOf("kafka")).spec.containers;
  const resources = { requests: { cpu: "50m", memory: "64Mi" }, limits: { cpu: "1", memory: "320Mi" } };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { namespace: "neotool-app", name: "client" }, spec: { terminationGracePeriodSeconds: 0, containers: [{ name: "client", image, command: ["sleep", "3600"], env: [{ name: "KAFKA_HEAP_OPTS", value: "-Xmx128m" }], resources }] } };
  await kubectl.run(["apply", "--filename", "-"], JSON.stringify(pod));
  await kubectl.run(["wait", "--namespace", "neotool-app", "--for=condition=Ready", "--timeout=60s", "pod/client"]);
  const inPod = (...command: readonly string[]) => kubectl.run(["exec", "--namespace", "neotool-app", "client", "--", ...command]);
  await inPod("/opt/kafka/bin/kafka-topics.sh", "--bootstrap-server", KAFKA, "--create", "--topic", "from-a-pod");
  await inPod("bash", "-c", `echo from a pod | /opt/kafka/bin/kafka-console-producer.sh --bootstrap-server ${KAFKA} --topic from-a-pod`);
  expect(await inPod("/opt/kafka/bin/kafka-console-consumer.sh", "--bootstrap-server", KAFKA, "--topic", "from-a-pod", "--from-beginning", "--max-messages", "1", "--timeout-ms", "30000")).toContain("from a pod");
});

test("the API server accepts every object that manifests prints, to the letter, and kubeconform those for review", async () => {
  // A Job that is there has the stand-in's image, and its template cannot be changed: it goes soon after it has ended.
  await expect.poll(() => kubectl.all("jobs"), { timeout: 240_000, interval: 1_000 }).toEqual([]);
  const { stdout } = await instance.run("manifests");
  const objects = stdout.split(/^---$/m).filter((text) => /^kind:/m.test(text)).length;
  const accepted = await kubectl.run(["apply", "--dry-run=server", "--validate=strict", "--server-side", "--force-conflicts", "--output", "name", "--filename", "-"], stdout);
  expect(objects).toBeGreaterThan(50);
  expect(accepted.split("\n")).toHaveLength(objects);
  const { stdout: summary } = await execa(equipment.kubeconform, ["-strict", "-summary", "-schema-location", equipment.schemas, join(projectRoot, "k3d", "rendered")]);
  expect(summary).toMatch(/Invalid: 0, Errors: 0, Skipped: 0/);
});

test("every pod of the stack is ready in Kubernetes' own eyes, by the probe that asks inside it", async () => {
  expect((await kubectl.run(["wait", "pods", "--all-namespaces", "--selector=dev.neotool.service", "--for=condition=Ready", "--timeout=30s", "--output=name"])).split("\n")).toHaveLength(5);
});

test("every pod of the stack has an account of its own, and none that does not need it a token", async () => {
  const pods = (await kubectl.all("pods")).filter(({ metadata }) => metadata.labels?.["dev.neotool.service"] !== undefined);
  const seen = pods.map(({ metadata, spec }) => [metadata.labels["dev.neotool.service"], spec.serviceAccountName, JSON.stringify(spec).includes("serviceaccount")]);
  expect(seen.sort()).toEqual(["kafka", "minio", "pgbouncer", "postgres", "vault"].map((name) => [name, name, false]));
});

test("no secret is where Kubernetes or the engine shows it: labels, names, ConfigMaps, environments, arguments, the node", async () => {
  const secrets = await secretsBelow(join(instance.path, ".neotool"));
  const objects = await kubectl.all("pods", "configmaps", "services", "statefulsets", "deployments", "serviceaccounts", "persistentvolumes", "persistentvolumeclaims", "events", "networkpolicies");
  const kept = await kubectl.all("secrets");
  const node = (await docker()).getContainer(`k3d-${instance.id}-server-0`);
  const places = {
    ...Object.fromEntries(objects.map((object) => [`${object.kind} ${object.metadata.name}`, JSON.stringify(object)])),
    "names and labels of Secrets": JSON.stringify(kept.map(({ metadata, data }) => [metadata, Object.keys(data ?? {})])),
    "docker inspect of the node": JSON.stringify(await node.inspect()),
    "the cluster's configuration": await readFile(join(instance.path, ".neotool", "k3d", "cluster.yaml"), "utf8"),
  };
  expect(placesWithSecrets(places, secrets)).toEqual([]);
  // The scan itself sees what is there to be seen.
  const decoded = kept.flatMap(({ data = {} }) => Object.values<string>(data)).map((value) => Buffer.from(value, "base64").toString("utf8"));
  expect(placesWithSecrets({ Secrets: decoded.join("\n") }, secrets)).toEqual(["Secrets"]);
});

test("the user's own kubeconfig and context stay as they are, and the cluster's is for this user alone", async () => {
  expect((await stat(join(instance.path, ".neotool", "k3d", "kubeconfig"))).mode & 0o777).toBe(0o600);
  expect(await readFile(home.file(".kube/config"), "utf8")).toBe(OWN_KUBECONFIG);
  expect((await instance.run("down", "--volumes", "--yes")).exitCode).toBe(0);
  expect(await readFile(home.file(".kube/config"), "utf8")).toBe(OWN_KUBECONFIG);
});
