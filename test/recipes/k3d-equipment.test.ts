import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { docker } from "../support/engine.ts";
import { k3dEquipment, type K3dEquipment } from "../support/k3d-equipment.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const NAME = `neotool-test-${process.pid}`;
const NODE = `k3d-${NAME}-server-0`;
const IMAGE = "neotool.local/busybox:1.37";

let equipment: K3dEquipment;
let folder: TempDir;
let port: number;

const run = async (file: string, args: readonly string[], input = ""): Promise<string> => {
  const { stdout } = await execa(file, args, { env: { ...equipment.env, KUBECONFIG: folder.file("kubeconfig") }, input, timeout: 300_000 });
  return stdout;
};
const k3d = (...args: readonly string[]) => run(equipment.k3d, args);
const kubectl = (...args: readonly string[]) => run(equipment.kubectl, args);
const apply = (...items: readonly object[]) => run(equipment.kubectl, ["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));

/** What a file of the server in the cluster says to somebody outside; empty while nobody answers. */
const fetched = (path: string): Promise<string> => fetch(`http://127.0.0.1:${port}/${path}`).then((answer) => answer.text(), () => "");

/** The volumes of the node, whose names do not tell whose they are. */
let nodeVolumes: readonly string[] = [];

/** Containers, networks and volumes of the cluster. */
const belongings = async (): Promise<readonly string[]> => {
  const client = await docker();
  const [containers, networks, { Volumes }] = await Promise.all([client.listContainers({ all: true }), client.listNetworks(), client.listVolumes()]);
  const mine = containers.filter(({ Names }) => Names.some((name) => name.includes(NAME)));
  const volumes = Volumes.filter(({ Name }) => Name.includes(NAME) || nodeVolumes.includes(Name));
  return [...mine.map(({ Id }) => Id), ...networks.filter(({ Name }) => Name.includes(NAME)).map(({ Name }) => Name), ...volumes.map(({ Name }) => Name)];
};

const container = (command: string) => ({ name: "main", image: IMAGE, imagePullPolicy: "IfNotPresent", command: ["sh", "-c", command] });
const labels = { app: "web" };
const SERVER = [
  { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name: "data" }, spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } } },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ ...container("echo started >> /data/starts; exec httpd -f -p 8080 -h /data"), volumeMounts: [{ name: "data", mountPath: "/data" }] }],
          volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
        },
      },
    },
  },
  { apiVersion: "v1", kind: "Service", metadata: { name: "web" }, spec: { type: "NodePort", selector: labels, ports: [{ port: 80, targetPort: 8080, nodePort: 5432 }] } },
];
const CLIENT = { apiVersion: "v1", kind: "Pod", metadata: { name: "client" }, spec: { terminationGracePeriodSeconds: 1, containers: [container("exec sleep 100000")] } };
const POLICY = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name: "nobody" }, spec: { podSelector: { matchLabels: labels }, policyTypes: ["Ingress"] } };

const isReached = () => kubectl("exec", "client", "--", "wget", "-q", "-T", "2", "-O", "-", "http://web.default.svc.cluster.local/starts").then(() => true, () => false);

beforeAll(async () => {
  equipment = await k3dEquipment();
  folder = await tempDir();
  port = await ephemeralPort();
  const ports = ["--api-port", `127.0.0.1:${await ephemeralPort()}`, "--port", `127.0.0.1:${port}:5432@server:0:direct`];
  const server = ["--disable=traefik,servicelb,metrics-server", "--service-node-port-range=1-65535"].flatMap((argument) => ["--k3s-arg", `${argument}@server:0`]);
  const own = ["--kubeconfig-update-default=false", "--kubeconfig-switch-context=false"];
  await k3d("cluster", "create", NAME, "--no-lb", "--image", equipment.nodeImage, "--timeout", "300s", ...ports, ...server, ...own);
  await execa(equipment.k3d, ["kubeconfig", "get", NAME], { env: equipment.env, stdout: { file: folder.file("kubeconfig") } });
  const { Mounts } = await (await docker()).getContainer(NODE).inspect();
  nodeVolumes = Mounts.flatMap(({ Name }) => Name ?? []);
}, 3_600_000);

afterAll(async () => {
  await k3d("cluster", "delete", NAME); // a test that failed before the deletion may have left it
  await equipment[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test("the node becomes ready", async () => {
  expect(await kubectl("wait", "node", "--all", "--for=condition=Ready", "--timeout=60s")).toBe(`node/${NODE} condition met`);
});

test("an image of the engine gets into the node, and a pod of it is reached through a low port of this machine", async () => {
  await execa("bash", ["-o", "pipefail", "-c", `docker save ${IMAGE} | docker exec -i ${NODE} ctr -n k8s.io images import -`], { env: equipment.env });
  const { Id } = await (await docker()).getImage(IMAGE).inspect();
  expect(await run("docker", ["exec", NODE, "crictl", "images", "-q"])).toContain(Id);
  await apply(...SERVER, CLIENT);
  await until("the server answers", async () => (await fetched("starts")) === "started\n");
});

test("k3d's own import brings an image as well", async () => {
  await k3d("image", "import", "--cluster", NAME, equipment.toolsImage);
  expect(await run("docker", ["exec", NODE, "crictl", "images"])).toContain(equipment.toolsImage.replace(/:.*/, ""));
});

test("what a cluster had is there again after a stop and a start", async () => {
  await k3d("cluster", "stop", NAME);
  expect(await fetched("starts")).toBe("");
  await k3d("cluster", "start", NAME);
  await until("the server's second start is told beside its first", async () => (await fetched("starts")).startsWith("started\nstarted\n"));
});

test("a policy keeps pods out", async () => {
  await apply(CLIENT); // the stop has drained the node: a pod of its own is gone
  await kubectl("wait", "pod", "client", "--for=condition=Ready", "--timeout=60s");
  await until("the client reaches the server", isReached);
  await apply(POLICY);
  await until("the client is kept out", async () => !(await isReached()));
  await kubectl("delete", "networkpolicy", "nobody");
  await until("the client reaches the server again", isReached);
});

test("manifests are held against the schemas that ship with the tests", async () => {
  const check = (manifest: object) => execa(equipment.kubeconform, ["-strict", "-schema-location", equipment.schemas, "-"], { input: JSON.stringify(manifest), reject: false });
  for (const manifest of [...SERVER, CLIENT, POLICY]) expect((await check(manifest)).exitCode).toBe(0);
  const { exitCode, stdout } = await check({ ...CLIENT, spec: { ...CLIENT.spec, containerz: [] } });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("containerz");
});

test("a deletion leaves nothing", async () => {
  expect(nodeVolumes.length).toBeGreaterThan(0);
  expect((await belongings()).length).toBeGreaterThan(2);
  await k3d("cluster", "delete", NAME);
  expect(await belongings()).toEqual([]);
});
