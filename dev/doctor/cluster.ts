import { isFitVersion } from "../platform/cluster-programs.ts";
import { pass, type Check, type CheckResult } from "./check.ts";

/** What a cluster needs of this machine. `undefined`: there is no such program, or it cannot be told from here. */
export interface ClusterNeeds {
  /** Version, for example `5.8.3`. */
  readonly k3d: string | undefined;
  readonly kubectl: string | undefined;
  /** Whether containers may get every capability. */
  readonly mayBePrivileged: boolean | undefined;
}

const GET_K3D = "neotool dev up --setup compiles it for neotool alone; or install k3d 5.5 or later (https://k3d.io), or: neotool dev up --runtime container";
const GET_KUBECTL = "neotool dev up --setup compiles one that fits, for neotool alone; or install kubectl 1.32 to 1.34: https://kubernetes.io/docs/tasks/tools";

export const judgeCluster = ({ k3d, kubectl, mayBePrivileged }: ClusterNeeds): CheckResult => {
  if (k3d === undefined) return { verdict: "fail", detail: "k3d, which makes the cluster, is not on this machine", fix: GET_K3D };
  if (!isFitVersion("k3d", k3d)) return { verdict: "fail", detail: `k3d ${k3d} is too old`, fix: GET_K3D };
  if (mayBePrivileged === false) {
    return {
      verdict: "warn",
      detail: "this machine has no CAP_SYS_RESOURCE to give: an engine that was started here runs no privileged container, which a cluster's node is",
      fix: "Run the engine where it has every capability (inside a container only with --privileged), or: neotool dev up --runtime container",
    };
  }
  if (kubectl === undefined) return { verdict: "warn", detail: "kubectl, which `neotool dev exec` needs, is not on this machine", fix: GET_KUBECTL };
  return isFitVersion("kubectl", kubectl) ? pass(`k3d ${k3d}, kubectl ${kubectl}`) : { verdict: "warn", detail: `kubectl ${kubectl} is more than one minor version away from the cluster's Kubernetes`, fix: GET_KUBECTL };
};

/** Of several verdicts the one to be said: the first of the gravest. */
const gravest = (results: readonly [CheckResult, ...CheckResult[]]): CheckResult =>
  results.find(({ verdict }) => verdict === "fail") ?? results.find(({ verdict }) => verdict === "warn") ?? results[0];

/**
 * @param isWanted Whether this instance's services run in a cluster.
 * @param room What the engine has for a node: memory, disk.
 */
export const clusterCheck = (isWanted: () => Promise<boolean>, needs: () => Promise<ClusterNeeds>, room: () => Promise<readonly CheckResult[]>): Check => ({
  id: "cluster",
  title: "What a cluster needs",
  run: async () => {
    if (!(await isWanted())) return pass("none is wanted: services run as containers");
    const programs = judgeCluster(await needs());
    // Said also where no engine answers that could be asked for the rest.
    return programs.verdict === "fail" ? programs : gravest([programs, ...(await room())]);
  },
});
