import type { Interrupt } from "../platform/interrupt.ts";
import type { Observed } from "../planner/observed.ts";
import type { Connection } from "./connection.ts";
import { leaveRuntime } from "./leave-runtime.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Observes, when what must be so before a plan can be made is so: what the instance runs in another runtime has gone, since
 * it holds the same ports (its data stay), and a cluster that was stopped runs, since nobody knows what is in one that
 * does not.
 *
 * @throws {DevError} what stopping or starting fails with.
 */
export const makeRoom = async (project: Project, surroundings: Surroundings, connection: Connection, say: (text: string) => void, interrupt: Interrupt): Promise<Observed> => {
  const { runtime } = connection;
  const observed = await runtime.observe(interrupt.soft);
  const { elsewhere, cluster } = observed;
  const left = elsewhere !== undefined && (await leaveRuntime(project, surroundings, connection, elsewhere, "keep", interrupt));
  if (left) say(`What ran in the runtime ${elsewhere} was stopped: this instance moves to ${runtime.id}, with its data`);
  const isStopped = cluster?.state === "stopped";
  if (isStopped) {
    say(`Starting the cluster of ${project.instance.id}`);
    await runtime.apply({ kind: "start-cluster" }, interrupt.hard);
  }
  return left || isStopped ? runtime.observe(interrupt.soft) : observed;
};
