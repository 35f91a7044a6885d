import { existsSync } from "node:fs";
import { join } from "node:path";
import { exec } from "../platform/exec.ts";
import { readIfThere } from "../platform/files.ts";
import { isInstalled, SYSTEM_FOLDERS } from "../platform/programs.ts";

/** How this process gets root's rights for a step. */
type Privilege = "root" | "sudo" | "none";

/** What starts services here. `none`: nothing does, so the engine is started as a process of its own. */
type ServiceManager = "systemd" | "sysvinit" | "none";

/** What setup has to know of a machine before it decides anything. */
export interface Machine {
  /** For people, for example "Debian GNU/Linux 12 (bookworm)". */
  readonly system: string;
  /** Elsewhere an engine lives in a virtual machine that is another program's. */
  readonly isLinux: boolean;
  /** Whether packages come from apt. */
  readonly hasApt: boolean;
  readonly privilege: Privilege;
  readonly serviceManager: ServiceManager;
}

/** `/etc/os-release`: shell assignments, quoted or not. */
export const parseOsRelease = (content: string): ReadonlyMap<string, string> =>
  new Map([...content.matchAll(/^(\w+)=(["']?)(.*)\2\r?$/gm)].map(([, key = "", , value = ""]) => [key, value.replace(/\\(["'$`\\])/g, "$1")]));

const privilegeOf = async (uid: number | undefined, isTerminal: boolean): Promise<Privilege> => {
  if (uid === 0) return "root";
  if (!(await isInstalled("sudo", process.env.PATH))) return "none";
  // Without a terminal nobody can type a password, and sudo would wait for ever.
  const mayWithoutAsking = await exec("sudo", ["-n", "true"], { hint: "", timeoutMs: 5_000 }).then(() => true, () => false);
  return mayWithoutAsking || isTerminal ? "sudo" : "none";
};

const serviceManager = async (root: string): Promise<ServiceManager> => {
  if (existsSync(join(root, "run/systemd/system"))) return "systemd"; // as sd_booted(3) asks
  return existsSync(join(root, "etc/init.d")) && (await isInstalled("service", process.env.PATH, SYSTEM_FOLDERS)) ? "sysvinit" : "none";
};

/**
 * @param isTerminal Whether somebody can type a password.
 * @param root Of the file system.
 */
export const inspectMachine = async (uid: number | undefined, isTerminal: boolean, root = "/"): Promise<Machine> => {
  const isLinux = process.platform === "linux";
  const release = parseOsRelease((await readIfThere(join(root, "etc/os-release"))) ?? "");
  return {
    system: release.get("PRETTY_NAME") ?? process.platform,
    isLinux,
    hasApt: isLinux && (await isInstalled("apt-get", process.env.PATH)),
    privilege: await privilegeOf(uid, isTerminal),
    serviceManager: await serviceManager(root),
  };
};
