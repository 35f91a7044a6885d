import { join } from "node:path";
import { execa } from "execa";

/** kubectl for the cluster of one instance. */
export interface Kubectl {
  /** Its output. @throws where it fails. */
  run(args: readonly string[], input?: string): Promise<string>;
  /** Every object of some kinds, in all namespaces. Of no type, because tests say what they expect of them. */
  all(...kinds: readonly string[]): Promise<readonly any[]>;
}

/** @param program kubectl's path. */
export const kubectlFor = (program: string, workingCopy: string): Kubectl => {
  const kubeconfig = join(workingCopy, ".neotool", "k3d", "kubeconfig");
  const run: Kubectl["run"] = async (args, input) => (await execa(program, ["--kubeconfig", kubeconfig, ...args], input === undefined ? { stdin: "ignore" } : { input })).stdout;
  return { run, all: async (...kinds) => JSON.parse(await run(["get", kinds.join(","), "--all-namespaces", "--output", "json"])).items };
};
