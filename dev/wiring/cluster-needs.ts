import type { ClusterNeeds } from "../doctor/cluster.ts";
import { DevError } from "../errors/dev-error.ts";
import { exec } from "../platform/exec.ts";
import { readIfThere } from "../platform/files.ts";
import { versionIn } from "../platform/version.ts";

const ANSWERS_WITHIN_MS = 5_000;

/** `undefined` when there is no such program. */
const versionOf = async (program: string, ...args: readonly string[]): Promise<string | undefined> => {
  try {
    return versionIn(await exec(program, args, { hint: "See whether it runs by itself.", timeoutMs: ANSWERS_WITHIN_MS }));
  } catch (error) {
    if (error instanceof DevError && error.code === "TOOL_MISSING") return undefined;
    throw error;
  }
};

/** `CAP_SYS_RESOURCE` by the kernel's number: what runc asks for first where it is missing. */
const SYS_RESOURCE = 24n;

/** What a process may ever have, as /proc/self/status shows it. Pure. `undefined` where it does not. */
export const hasSysResource = (status: string): boolean | undefined => {
  const [, bounding] = /^CapBnd:\s*([0-9a-f]+)/m.exec(status) ?? [];
  return bounding === undefined ? undefined : (BigInt(`0x${bounding}`) >> SYS_RESOURCE) % 2n === 1n;
};

export const clusterNeeds = async (): Promise<ClusterNeeds> => {
  const [k3d, kubectl, status] = await Promise.all([versionOf("k3d", "version"), versionOf("kubectl", "version", "--client"), process.platform === "linux" ? readIfThere("/proc/self/status") : undefined]);
  return { k3d, kubectl, mayBePrivileged: hasSysResource(status ?? "") };
};
