import { randomUUID } from "node:crypto";
import type { ExecRequest, ExecResult, Terminal } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import type { FindProgram } from "../../platform/cluster-programs.ts";
import { attach, run } from "../../platform/run.ts";
import { shellWord } from "../../platform/shell-word.ts";
import type { Api } from "./api.ts";
import { runningPod } from "./pods.ts";

const HINT = "kubectl runs programs in pods: neotool dev up --setup --runtime k3d gets it, or install it from https://kubernetes.io/docs/tasks/tools (version 1.32 to 1.34).";

/**
 * Kubernetes' exec has no environment, and arguments are for everybody to see: values go by standard input into a file
 * that only their reader sees, and that is gone before the program begins.
 */
const withEnvironment = (file: string, command: readonly string[]): readonly string[] => ["sh", "-c", `. ${file} && rm -f ${file} && exec "$@"`, "sh", ...command];

const exports = (env: Readonly<Record<string, string>>): string => Object.entries(env).map(([key, value]) => `export ${key}=${shellWord(value)}\n`).join("");

/** Programs in pods, by kubectl. @param kubeconfig Path. */
export const podExec = (api: Api, instance: Instance, kubeconfig: string, find: FindProgram) => {
  const prefix = async (service: string, flags: readonly string[], signal: AbortSignal): Promise<readonly string[]> => {
    const { metadata } = await runningPod(api, instance, service, signal);
    return ["--kubeconfig", kubeconfig, "exec", ...flags, "--namespace", metadata.namespace, metadata.name, "--"];
  };
  /** The command, after what it needs has been put into the pod. */
  const prepared = async (service: string, { command, env = {} }: ExecRequest, signal: AbortSignal): Promise<readonly string[]> => {
    if (Object.keys(env).length === 0) return command;
    const file = `/tmp/.neotool-${randomUUID()}`;
    const args = [...(await prefix(service, ["--stdin"], signal)), "sh", "-c", `umask 077 && cat > ${file}`];
    await run(await find("kubectl"), args, { hint: HINT, input: exports(env), signal });
    return withEnvironment(file, command);
  };
  return {
    captured: async (service: string, request: ExecRequest, signal: AbortSignal): Promise<ExecResult> => {
      const command = await prepared(service, request, signal);
      return await run(await find("kubectl"), [...(await prefix(service, [], signal)), ...command], { hint: HINT, signal });
    },
    attached: async (service: string, request: ExecRequest, terminal: Terminal, signal: AbortSignal): Promise<number> => {
      const isTerminal = terminal.stdin.isTTY === true && terminal.stdout.isTTY === true;
      const command = await prepared(service, request, signal);
      return await attach(await find("kubectl"), [...(await prefix(service, isTerminal ? ["--stdin", "--tty"] : ["--stdin"], signal)), ...command], { hint: HINT, signal });
    },
  };
};
