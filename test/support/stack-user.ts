import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { inspectImage } from "../../dev/images/present.ts";
import { LABEL } from "../../dev/model/labels.ts";
import { projectRoot } from "./cli.ts";
import { docker, testEngine } from "./engine.ts";

/** Nothing that users run ever names it. */
const REAPER = "neotool.local/test-equipment/ryuk:2";

/** An own program with the protocol of Testcontainers' reaper, which has no stand-in. Needs Go; is built once. @returns its image's name. */
export const testReaper = async (): Promise<string> => {
  const { socket } = await testEngine();
  if (!(await inspectImage(socket, REAPER))) await execa("bash", [join(projectRoot, "test", "support", "ryuk", "build.sh"), REAPER], { env: { DOCKER_HOST: `unix://${socket}` }, timeout: 600_000 });
  return REAPER;
};

/** Makes a working copy a project that has the built package, and others of ours, installed. */
export const installPackages = async (workingCopy: string, ...names: readonly string[]): Promise<void> => {
  const modules = join(workingCopy, "node_modules");
  await mkdir(modules, { recursive: true });
  await symlink(projectRoot, join(modules, "neotool"));
  for (const name of names) await symlink(join(projectRoot, "node_modules", name), join(modules, name));
};

/** Everything in the engine of a working copy, sessions included. */
export const leftIn = async (workingCopy: string): Promise<readonly string[]> => {
  const client = await docker();
  const filters = { label: [`${LABEL.workingCopy}=${workingCopy}`] };
  const [containers, volumes, networks] = await Promise.all([client.listContainers({ all: true, filters }), client.listVolumes({ filters }), client.listNetworks({ filters })]);
  return [...containers.map(({ Names }) => `container ${Names[0]?.slice(1)}`), ...volumes.Volumes.map(({ Name }) => `volume ${Name}`), ...networks.map(({ Name }) => `network ${Name}`)].sort();
};
