import { containers } from "./cluster/containers.ts";
import { kubelet } from "./cluster/kubelet.ts";
import { node } from "./cluster/node.ts";
import { numbers } from "./cluster/numbers.ts";
import { pods } from "./cluster/pods.ts";
import type { Board } from "./parts/board.ts";
import { overview } from "./parts/links.ts";
import { instance, namespace } from "./parts/variables.ts";

/** The node of a k3d cluster and its pods, by what the kubelet and its cAdvisor tell: kube-state-metrics is not there. */
export const cluster: Board = {
  uid: "neotool-cluster",
  title: "Kubernetes cluster",
  description: "Has the node room, does a pod reach its limits, is one restarted, and does Kubernetes itself answer in time?",
  variables: [instance(), namespace()],
  links: [overview()],
  top: numbers,
  rows: [
    { title: "Node", panels: node },
    { title: "Containers against their limits", panels: containers },
    { title: "Pods", panels: pods },
    { title: "Kubernetes itself", panels: kubelet },
  ],
};
