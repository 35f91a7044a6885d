import { isAtLeast } from "../platform/version.ts";
import { pass, type Check, type CheckResult } from "./check.ts";

/** What a cluster needs of this machine. `undefined`: there is no such program, or it cannot be told from here. */
export interface ClusterNeeds {
  /** Version, for example `5.8.3`. */
  readonly k3d: string | undefined;
  readonly kubectl: string | undefined;
  /** Whether containers may get every capability. */
  readonly mayBePrivileged: boolean | undefined;
}

/** Knows configuration files of the form v1alpha5. */
const OLDEST_K3D = "5.5";
/** From one minor version below the node's Kubernetes to one above. */
const OLDEST_KUBECTL = "1.32";
const TOO_NEW_KUBECTL = "1.35";

const GET_K3D = `Install k3d ${OLDEST_K3D} or later (https://k3d.io), or: neotool dev up --runtime container`;
const GET_KUBECTL = "Install kubectl 1.32 to 1.34: https://kubernetes.io/docs/tasks/tools";

export const judgeCluster = ({ k3d, kubectl, mayBePrivileged }: ClusterNeeds): CheckResult => {
  if (k3d === undefined) return { verdict: "fail", detail: "k3d, which makes the cluster, is not on this machine", fix: GET_K3D };
  if (!isAtLeast(k3d, OLDEST_K3D)) return { verdict: "fail", detail: `k3d ${k3d} is too old`, fix: GET_K3D };
  if (mayBePrivileged === false) {
    return {
      verdict: "warn",
      detail: "this machine has no CAP_SYS_RESOURCE to give: an engine that was started here runs no privileged container, which a cluster's node is",
      fix: "Run the engine where it has every capability (inside a container only with --privileged), or: neotool dev up --runtime container",
    };
  }
  if (kubectl === undefined) return { verdict: "warn", detail: "kubectl, which `neotool dev exec` needs, is not on this machine", fix: GET_KUBECTL };
  const isNear = isAtLeast(kubectl, OLDEST_KUBECTL) && !isAtLeast(kubectl, TOO_NEW_KUBECTL);
  return isNear ? pass(`k3d ${k3d}, kubectl ${kubectl}`) : { verdict: "warn", detail: `kubectl ${kubectl} is more than one minor version away from the cluster's Kubernetes`, fix: GET_KUBECTL };
};

/** @param isWanted Whether this instance's services run in a cluster. */
export const clusterCheck = (isWanted: () => Promise<boolean>, needs: () => Promise<ClusterNeeds>): Check => ({
  id: "cluster",
  title: "What a cluster needs",
  run: async () => ((await isWanted()) ? judgeCluster(await needs()) : pass("none is wanted: services run as containers")),
});
