import { inspectImage } from "../../dev/images/present.ts";
import { importImage } from "../../dev/runtimes/k3d/node-images.ts";
import { docker, testEngine } from "./engine.ts";
import type { Kubectl } from "./kubectl.ts";

const BUSYBOX = "neotool.local/busybox:1.37";
const SIGNAL_MS = 60_000;

/** A pod that only waits to be told what to connect to. */
export interface ProbePod {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const podOf = ({ namespace, name, labels }: ProbePod) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace, name, labels },
  spec: {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    containers: [{ name, image: BUSYBOX, imagePullPolicy: "Never", command: ["sleep", "3600"], resources: { requests: { cpu: "5m", memory: "8Mi" }, limits: { cpu: "100m", memory: "32Mi" } } }],
  },
});

/** Brings an image of the engine into the node of a cluster. */
export const bringIntoNode = async (instanceId: string, reference: string): Promise<void> => {
  const { socket } = await testEngine();
  const image = await inspectImage(socket, reference);
  if (!image) throw new Error(`the engine has no ${reference}`);
  await importImage(await docker(), socket, `k3d-${instanceId}-server-0`, image, AbortSignal.timeout(SIGNAL_MS));
};

/** Starts them all, and waits until each runs. Quotas leave no room for strangers beside a service: they go. */
export const startProbePods = async (kubectl: Kubectl, instanceId: string, pods: readonly ProbePod[]): Promise<void> => {
  await bringIntoNode(instanceId, BUSYBOX);
  await kubectl.run(["delete", "resourcequota", "--all", "--all-namespaces"]);
  await kubectl.run(["apply", "--filename", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: pods.map(podOf) }));
  for (const { namespace, name } of pods) await kubectl.run(["wait", "--namespace", namespace, "--for=condition=Ready", "--timeout=60s", `pod/${name}`]);
};

/** What a connection from inside a pod comes to: a name that nobody knows is neither of the first two. */
export type Outcome = "yes" | "no" | "no such name";

const FROM_BUSYBOX = 'if said=$(nc -w 3 "$0" "$1" -e true 2>&1); then echo yes; elif echo "$said" | grep -q "bad address"; then echo no such name; else echo no; fi';
const FROM_BASH = 'getent hosts "$0" >/dev/null || { echo no such name; exit; }; timeout 3 bash -c "</dev/tcp/$0/$1" 2>/dev/null && echo yes || echo no';

/** @param pod `namespace/name`, of a probe pod or of a service's own. */
export const connects = async (kubectl: Kubectl, pod: string, host: string, port: number, shell: "sh" | "bash" = "sh"): Promise<Outcome> => {
  const [namespace = "", name = ""] = pod.split("/");
  const said = await kubectl.run(["exec", "--namespace", namespace, name, "--", shell, "-c", shell === "sh" ? FROM_BUSYBOX : FROM_BASH, host, String(port)]);
  return said === "yes" || said === "no" ? said : "no such name";
};
