import type { ClusterNeeds } from "../doctor/cluster.ts";
import { programVersion, type ClusterProgramName, type FindProgram } from "../platform/cluster-programs.ts";
import { readIfThere } from "../platform/files.ts";

/** `CAP_SYS_RESOURCE` by the kernel's number: what runc asks for first where it is missing. */
const SYS_RESOURCE = 24n;

/** What a process may ever have, as /proc/self/status shows it. Pure. `undefined` where it does not. */
export const hasSysResource = (status: string): boolean | undefined => {
  const [, bounding] = /^CapBnd:\s*([0-9a-f]+)/m.exec(status) ?? [];
  return bounding === undefined ? undefined : (BigInt(`0x${bounding}`) >> SYS_RESOURCE) % 2n === 1n;
};

export const clusterNeeds = async (find: FindProgram): Promise<ClusterNeeds> => {
  const versionOf = async (name: ClusterProgramName) => programVersion(name, await find(name));
  const [k3d, kubectl, status] = await Promise.all([versionOf("k3d"), versionOf("kubectl"), process.platform === "linux" ? readIfThere("/proc/self/status") : undefined]);
  return { k3d, kubectl, mayBePrivileged: hasSysResource(status ?? "") };
};
