import { createTaskRunner } from "../data/run-task.ts";
import type { Runtime } from "../engine/runtime.ts";
import { DevError } from "../errors/dev-error.ts";
import type { Desired } from "../planner/desired.ts";
import type { Observed } from "../planner/observed.ts";
import { connect } from "./connection.ts";
import { desiredOfRunning, knownInstance } from "./known-instance.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

const KEY_TASKS: readonly string[] = ["vault-jwt-keys", "publish-jwks"];

/** Tells Vault and the JWKS address of keys that were just made. @returns what was not done because its service does not run. */
export const publishKeys = async (project: Project, surroundings: Surroundings, signal: AbortSignal): Promise<readonly string[]> => {
  try {
    const { runtime } = await connect(project, surroundings);
    const observed = await runtime.observe(signal);
    const desired = desiredOfRunning(project, await knownInstance(project, surroundings, observed), observed);
    return await runKeyTasks(project, surroundings, runtime, desired, observed, signal);
  } catch (error) {
    if (error instanceof DevError && (error.code.startsWith("ENGINE_") || error.code === "SERVICE_NOT_RUNNING")) return [`Nothing runs: the next \`neotool dev up\` writes them to Vault and publishes them.`];
    throw error;
  }
};

const runKeyTasks = async ({ directory }: Project, { clock }: Surroundings, runtime: Runtime, desired: Desired, observed: Observed, signal: AbortSignal): Promise<readonly string[]> => {
  const runTask = createTaskRunner(directory, clock, (target, token, keys) => runtime.apply({ kind: "keep-keys", desired: target, token, keys }, signal));
  const notices: string[] = [];
  for (const { kind, service } of desired.values()) {
    if (kind !== "task" || !KEY_TASKS.includes(service.action.kind) || service.target === undefined || !("endpoint" in service.action)) continue;
    const target = desired.get(service.target);
    if (target?.kind !== "container" || observed.containers.get(service.target)?.state !== "running") {
      notices.push(`${service.target} does not run: the next \`neotool dev up\` does it.`);
      continue;
    }
    notices.push(...(await runTask(service.action, { desired: target, address: { host: "127.0.0.1", port: target.ports[service.action.endpoint] ?? 0 } }, signal)));
  }
  return notices;
};
