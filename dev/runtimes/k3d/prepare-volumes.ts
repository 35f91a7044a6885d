import type Dockerode from "dockerode";
import { DevError } from "../../errors/dev-error.ts";
import { execCaptured } from "../container/exec.ts";
import { nodePathOf } from "./names.ts";

/**
 * A new volume belongs to root, and programs that run as somebody else cannot write into it. An engine gives it the owner
 * that the image's folder has; a kubelet does not, for a folder of the node.
 */
export const prepareVolumes = async (docker: Dockerode, node: string, volumes: readonly string[], signal: AbortSignal): Promise<void> => {
  if (volumes.length === 0) return;
  const command = ["sh", "-c", 'for volume; do [ -n "$(ls -A "$volume")" ] || chmod 0777 "$volume"; done', "sh", ...volumes.map(nodePathOf)];
  const { exitCode, stderr } = await execCaptured(docker, node, { command }, signal);
  if (exitCode !== 0) throw new DevError("CLUSTER_FAILED", "The volumes of the cluster's node could not be prepared", { hint: "neotool dev doctor looks at the cluster.", evidence: stderr.split("\n").filter((line) => line !== "") });
};
