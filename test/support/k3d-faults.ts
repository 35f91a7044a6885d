import { expect } from "vitest";
import { envelope, type CliResult } from "./cli.ts";
import { docker } from "./engine.ts";
import { ownedInstance, type OwnedInstance } from "./instance.ts";
import type { K3dEquipment } from "./k3d-equipment.ts";

export const succeeded = (result: CliResult): CliResult => {
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
};

/** What a command that failed tells its user. */
export const failed = (result: CliResult) => {
  expect(result.exitCode, result.stderr).toBe(1);
  return envelope(result).error;
};

/** An instance whose services are to run in a cluster. @param settings of its config, besides that */
export const clusterInstance = async ({ nodeImage, env }: K3dEquipment, name: string, settings: Readonly<Record<string, unknown>> = {}): Promise<OwnedInstance> => {
  const instance = await ownedInstance(name, {}, env);
  await instance.write("neotool.config.ts", configFor(nodeImage, settings));
  return instance;
};

export const configFor = (nodeImage: string, settings: Readonly<Record<string, unknown>> = {}): string =>
  `export default ${JSON.stringify({ profile: "core", runtime: "k3d", cluster: { image: nodeImage }, ...settings })};`;

export const nodeOf = async ({ id }: Pick<OwnedInstance, "id">) => (await docker()).getContainer(`k3d-${id}-server-0`);

/** Names of all containers that k3d or somebody in its name has for an instance. */
export const k3dContainers = async ({ id }: Pick<OwnedInstance, "id">): Promise<readonly string[]> =>
  (await (await docker()).listContainers({ all: true, filters: { name: [`k3d-${id}`] } })).map(({ Names }) => Names[0]?.slice(1) ?? "").sort();

/** Kills it as a crash does: from the node, past the pod's own handling of signals. */
export const killInNode = async (instance: Pick<OwnedInstance, "id">, program: string): Promise<void> => {
  const script = `for p in /proc/[0-9]*; do [ "$(tr '\\0' ' ' < "$p/cmdline" | cut -c1-${program.length})" != "${program}" ] || kill -9 "\${p#/proc/}"; done`;
  const output = await (await (await nodeOf(instance)).exec({ Cmd: ["sh", "-c", script], AttachStdout: true })).start({});
  await new Promise<void>((resolve) => output.on("end", resolve).resume());
};
