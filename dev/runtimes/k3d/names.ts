import { join } from "node:path";
import type { Instance } from "../../model/instance.ts";

/** k3d allows 32 characters: an instance's id has at most 31, a prefix of ours would not fit. */
export const clusterName = ({ id }: Instance): string => id;

/** k3d's own name for the container of the only node. */
export const nodeName = (instance: Instance): string => `k3d-${clusterName(instance)}-server-0`;

/** k3d's own name for a volume that it gives each cluster. Whoever makes it first says whose it is: k3d takes one that is there. */
export const k3dImagesVolume = (instance: Instance): string => `k3d-${clusterName(instance)}-images`;

/** Where a volume of the stack is in the node: the same volume of the engine that containers use, mounted there. */
export const nodePathOf = (volume: string): string => `/var/lib/neotool/volumes/${volume}`;

/** The volume with a node's images: a cluster that is made anew has them still, and an image is brought in once for each id. */
export const NODE_IMAGES = "node-images";
export const IMAGES_ON_NODE = "/var/lib/rancher/k3s/agent/containerd";

/** How to reach a cluster, below the instance's directory: for `kubectl --kubeconfig`, and for ourselves. */
export const kubeconfigPath = (directory: string): string => join(directory, "kubeconfig");
/** What k3d takes for the user's own: it writes that one anew whenever it deletes a cluster, whether that is in it or not. */
export const scratchKubeconfigPath = (directory: string): string => join(directory, "k3d-scratch-kubeconfig");
export const clusterConfigPath = (directory: string): string => join(directory, "cluster.yaml");
