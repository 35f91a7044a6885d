import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import { inspectImage } from "../../dev/images/present.ts";
import { systemClock } from "../../dev/platform/clock.ts";
import { ownVersionOf } from "../../dev/platform/cluster-programs.ts";
import { exec } from "../../dev/platform/exec.ts";
import { waitForLock } from "../../dev/platform/file-lock.ts";
import { cacheDirectory } from "../../dev/platform/package-root.ts";
import { isInstalled } from "../../dev/platform/programs.ts";
import { isAtLeast, versionIn } from "../../dev/platform/version.ts";
import { asRoot } from "../../dev/setup/as-root.ts";
import { inspectMachine } from "../../dev/setup/machine.ts";
import { prepareTools } from "../../dev/setup/tools.ts";
import { projectRoot } from "./cli.ts";
import { testEngine } from "./engine.ts";

const cache = cacheDirectory(process.env, homedir());
const LONG_MS = 3_600_000;

/** Something that a script makes: a program in the folder, or the image of the name, that it gets as its argument. */
interface Part {
  readonly what: string;
  readonly script: string;
  readonly argument: string;
  isThere(): Promise<boolean>;
}

const program = (name: string, version: string, script: string): Part & { readonly path: string } => {
  const argument = join(cache, "tools", name, version);
  return { what: `${name} ${version}`, script, argument, path: join(argument, name), isThere: () => isInstalled(name, argument) };
};

const image = (name: string, script: string): Part => ({
  what: `${name}`,
  script: join("test", "support", "k3s", script),
  argument: name,
  isThere: async () => (await inspectImage((await testEngine()).socket, name)) !== undefined,
});

const k3d = program("k3d", ownVersionOf("k3d"), join("scripts", "programs", "k3d", "build.sh"));
const kubeconform = program("kubeconform", "0.8.0", join("test", "support", "kubeconform", "build.sh"));
const builtKubectl = program("kubectl", ownVersionOf("kubectl"), join("scripts", "programs", "kubectl", "build.sh"));
/** Its version is counted up when it changes, as the images' are. */
const proxy = program("docker-no-sys-resource", "1", join("test", "support", "k3s", "own", "build.sh"));
const node = image("neotool.local/test-equipment/k3s:2", "build-node.sh");
const tools = image("neotool.local/test-equipment/k3d-tools:1", "build-tools.sh");

/** kubectl may be a few releases older or newer than the cluster; Debian 12's is a dozen older. */
const hasKubectl = async (): Promise<boolean> => {
  const answer = await exec("kubectl", ["version", "--client"], { hint: "" }).catch(() => "");
  return isAtLeast(versionIn(answer) ?? "0", "1.31.0");
};

const missing = async (parts: readonly Part[]): Promise<readonly Part[]> => {
  const looked = await Promise.all(parts.map(async (part) => ({ part, isThere: await part.isThere() })));
  return looked.filter(({ isThere }) => !isThere).map(({ part }) => part);
};

/** kubeconform's own requirement, the highest of all. */
const GO = { name: "go", atLeast: "1.26.0" };

const build = async (parts: readonly Part[], report: (line: string) => void): Promise<void> => {
  const signal = AbortSignal.timeout(LONG_MS);
  const machine = await inspectMachine(userInfo().uid, false);
  const folders = await prepareTools([GO], { machine, root: asRoot(machine, report, signal), cacheDirectory: cache }, report, signal);
  const env = { PATH: [...folders, process.env.PATH ?? ""].join(":"), DOCKER_HOST: `unix://${(await testEngine()).socket}` };
  for (const { what, script, argument } of parts) {
    report(`building ${what}`);
    const file = join(projectRoot, script);
    await exec("bash", [file, argument], { hint: `Run it by hand to see more: bash ${file} ${argument}`, env, signal, timeoutMs: LONG_MS, end: "group" });
  }
};

/** What tests with a k3d cluster need of a machine that reaches no image registry. */
export interface K3dParts {
  /** Paths of programs; `kubectl` is the one on PATH where that is not too old. */
  readonly k3d: string;
  readonly kubectl: string;
  readonly kubeconform: string;
  readonly proxy: string;
  readonly nodeImage: string;
  readonly toolsImage: string;
}

/** Builds what this machine lacks: about ten minutes, once. Whoever comes at the same time waits. */
export const k3dParts = async (report: (line: string) => void = () => {}): Promise<K3dParts> => {
  const ownKubectl = await hasKubectl();
  const parts = [k3d, kubeconform, proxy, tools, node, ...(ownKubectl ? [] : [builtKubectl])];
  if ((await missing(parts)).length > 0) {
    const onWait = ({ pid }: { readonly pid: number }) => report(`process ${pid} is building`);
    await using _lock = await waitForLock(join(cache, "k3d-equipment.lock"), "building test equipment", systemClock, onWait, AbortSignal.timeout(LONG_MS));
    await build(await missing(parts), report);
  }
  const kubectl = ownKubectl ? "kubectl" : builtKubectl.path;
  return { k3d: k3d.path, kubectl, kubeconform: kubeconform.path, proxy: proxy.path, nodeImage: node.argument, toolsImage: tools.argument };
};
