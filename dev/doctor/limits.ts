import { readFile } from "node:fs/promises";
import type { EngineEnvironment } from "../docker/socket.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { withInfo } from "./with-info.ts";

/** The kernel's limits that bite a developer. `undefined`: not on this machine (no Linux). */
export interface KernelLimits {
  /** Files that one user may watch: hot reload of Next.js and Gradle. */
  readonly watches: number | undefined;
  readonly watchers: number | undefined;
  /** Descriptors that a process of this user may open at most. */
  readonly nofile: number | undefined;
}

const LEAST_WATCHES = 65_536;
const LEAST_WATCHERS = 128;

/** @param isRootless A rootless engine cannot give a container more than its user may have. @param wantedNofile The most that a service of the stack asks for. */
export const judgeLimits = ({ watches, watchers, nofile }: KernelLimits, isRootless: boolean, wantedNofile: number): CheckResult => {
  if (isRootless && nofile !== undefined && nofile < wantedNofile) {
    return { verdict: "fail", detail: `a service needs ${wantedNofile} open files, this user may have ${nofile}, and a rootless engine cannot give more`, fix: `Raise the limit: echo "$USER hard nofile ${wantedNofile}" | sudo tee /etc/security/limits.d/neotool.conf, then log in again and restart the engine.` };
  }
  const low = [
    ...(watches !== undefined && watches < LEAST_WATCHES ? [`fs.inotify.max_user_watches is ${watches}`] : []),
    ...(watchers !== undefined && watchers < LEAST_WATCHERS ? [`fs.inotify.max_user_instances is ${watchers}`] : []),
  ];
  if (low.length > 0) {
    return { verdict: "warn", detail: `${low.join(", ")}: hot reload stops seeing changes`, fix: `printf 'fs.inotify.max_user_watches=524288\\nfs.inotify.max_user_instances=512\\n' | sudo tee /etc/sysctl.d/60-neotool.conf && sudo sysctl --system` };
  }
  return pass(watches === undefined ? "nothing to see here (no Linux)" : `${watches} file watches, ${nofile ?? "unlimited"} open files`);
};

const numberIn = async (path: string): Promise<number | undefined> => {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
};

/** The hard limit in /proc/self/limits; "unlimited" is none. */
export const hardNofileIn = (limits: string): number | undefined => {
  const [, hard = ""] = /^Max open files\s+\S+\s+(\S+)/m.exec(limits) ?? [];
  return /^\d+$/.test(hard) ? Number(hard) : undefined;
};

export const kernelLimits = async (): Promise<KernelLimits> => {
  const [watches, watchers, limits] = await Promise.all([
    numberIn("/proc/sys/fs/inotify/max_user_watches"),
    numberIn("/proc/sys/fs/inotify/max_user_instances"),
    readFile("/proc/self/limits", "utf8").catch(() => ""),
  ]);
  return { watches, watchers, nofile: hardNofileIn(limits) };
};

export const limitsCheck = (surroundings: EngineEnvironment, wantedNofile: number, read: () => Promise<KernelLimits> = kernelLimits): Check => ({
  id: "limits",
  title: "Limits of the kernel",
  run: () => withInfo(surroundings, async ({ SecurityOptions }) => judgeLimits(await read(), (SecurityOptions ?? []).some((option) => option.includes("rootless")), wantedNofile)),
});
