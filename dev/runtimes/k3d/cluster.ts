import { stringify } from "yaml";
import { DevError } from "../../errors/dev-error.ts";
import type { Instance } from "../../model/instance.ts";
import type { FindProgram } from "../../platform/cluster-programs.ts";
import { exec } from "../../platform/exec.ts";
import { writeAtomically } from "../../platform/files.ts";
import { ephemeralPort } from "../../platform/ports.ts";
import { clusterConfig, type ClusterWish } from "./cluster-config.ts";
import { keepKubeconfig } from "./kubeconfig.ts";
import { clusterConfigPath, clusterName, kubeconfigPath, scratchKubeconfigPath } from "./names.ts";

const HINT = "k3d makes the cluster: neotool dev up --setup --runtime k3d gets it, or install it from https://k3d.io (version 5.5 or later).";
const CREATE_WITHIN_MS = 240_000;
const STOP_WITHIN_MS = 120_000;
const ASK_WITHIN_MS = 30_000;

/** The program k3d, for one cluster of an engine. */
export interface ClusterProgram {
  create(wish: Omit<ClusterWish, "apiPort">, signal: AbortSignal): Promise<void>;
  start(signal: AbortSignal): Promise<void>;
  stop(signal: AbortSignal): Promise<void>;
  remove(signal: AbortSignal): Promise<void>;
}

/**
 * k3d fills in variables of its environment wherever its configuration has a dollar, and knows no other dollar: the path of a working copy may have one,
 * and a node that names another folder is an orphan to `prune`, which removes it with its data.
 */
const A_DOLLAR = { NEOTOOL_DOLLAR: "$" } as const;
const asItStands = (config: string): string => config.replaceAll("$", () => "${NEOTOOL_DOLLAR}");

/** @param directory Where the cluster's own files are kept. */
export const clusterProgram = (socket: string, instance: Instance, directory: string, find: FindProgram): ClusterProgram => {
  const name = clusterName(instance);
  const k3d = async (args: readonly string[], timeoutMs: number, signal?: AbortSignal) =>
    exec(await find("k3d"), args, { hint: HINT, timeoutMs, ...(signal && { signal }), env: { DOCKER_HOST: `unix://${socket}`, KUBECONFIG: scratchKubeconfigPath(directory), ...A_DOLLAR } });
  const keepAccess = async (signal: AbortSignal) => keepKubeconfig(kubeconfigPath(directory), await k3d(["kubeconfig", "get", name], ASK_WITHIN_MS, signal));
  const remove = (signal?: AbortSignal) => k3d(["cluster", "delete", name], STOP_WITHIN_MS, signal);
  return {
    create: async (wish, signal) => {
      const path = clusterConfigPath(directory);
      await writeAtomically(path, asItStands(stringify(clusterConfig(instance, { ...wish, apiPort: await ephemeralPort() }))));
      try {
        await k3d(["cluster", "create", "--config", path], CREATE_WITHIN_MS, signal);
        await keepAccess(signal);
      } catch (cause) {
        // Half a cluster is in the way of the next one. k3d's own rollback does not run when it is ended.
        await remove().catch(() => {});
        if (signal.aborted) throw signal.reason;
        throw explained("make", cause);
      }
    },
    start: async (signal) => {
      await attempt("start", signal, () => k3d(["cluster", "start", name], CREATE_WITHIN_MS, signal));
      await keepAccess(signal); // an engine that was restarted may have given it another port
    },
    stop: (signal) => attempt("stop", signal, () => k3d(["cluster", "stop", name], STOP_WITHIN_MS, signal)),
    remove: (signal) => attempt("remove", signal, () => remove(signal)),
  };
};

const attempt = async (what: string, signal: AbortSignal, act: () => Promise<unknown>): Promise<void> => {
  try {
    await act();
  } catch (cause) {
    throw signal.aborted ? signal.reason : explained(what, cause);
  }
};

/** k3d's own words, which say more than we know. */
const explained = (what: string, cause: unknown): unknown => {
  if (!(cause instanceof DevError) || cause.code !== "COMMAND_FAILED") return cause;
  const fatal = cause.evidence.findLast((line) => /FATA|ERRO/.test(line)) ?? cause.evidence.at(-1);
  const { code, text, hint } = KNOWN.find(({ says }) => cause.evidence.some((line) => says.test(line))) ?? {};
  return new DevError(code ?? "CLUSTER_FAILED", text ?? `k3d could not ${what} the cluster${fatal === undefined ? "" : `: ${withoutColour(fatal)}`}`, { hint: hint ?? "neotool dev doctor looks at the engine and k3d.", evidence: cause.evidence.map(withoutColour), cause });
};

const withoutColour = (line: string): string => line.replace(/\u001b\[[0-9;]*m/g, "");

/** Failures that have a cause people can mend. */
const KNOWN = [
  {
    says: /port is already allocated|address already in use/i,
    code: "PORT_BUSY",
    text: "A port of the cluster was taken while it was made",
    hint: "Run the same command again: another port is chosen, and stays.",
  },
  {
    says: /unable to apply caps|operation not permitted.*privileged|privileged mode is incompatible/i,
    code: "ENGINE_UNFIT",
    text: "The engine cannot run privileged containers, which a k3d node is",
    hint: "Use an engine that may (not inside another container without CAP_SYS_RESOURCE, not rootless on cgroup v1), or: neotool dev up --runtime container",
  },
  {
    says: /a cluster with that name already exists/i,
    code: "NAME_TAKEN",
    text: "There is already a k3d cluster of this instance's name, and neotool did not make it",
    hint: "Look at it: k3d cluster list. If nobody needs it: k3d cluster delete NAME",
  },
] as const;
