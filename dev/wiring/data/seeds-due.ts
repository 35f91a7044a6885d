import type { InstanceState } from "../../instance/state.ts";
import { volumeName } from "../../model/instance.ts";
import type { Plan } from "../../planner/operation.ts";
import type { Project } from "../project.ts";

/** By name, in order. */
export const seedsOfFirstUp = ({ config }: Pick<Project, "config">): readonly string[] => config.seeds?.onFirstUp ?? [];

/** What keeps the data of the stores that are seeded; Vault keeps none. */
const DATA_VOLUMES = ["postgres-data", "kafka-data", "minio-data"] as const;

/**
 * Pure. The state with the note that data volumes are made that are to be seeded. Written before anything runs, so that an
 * `up` that is killed is made up for by the next.
 */
export const noteSeedsDue = (project: Pick<Project, "config" | "instance">, plan: Plan, state: InstanceState): InstanceState => {
  if (seedsOfFirstUp(project).length === 0) return state;
  const names = DATA_VOLUMES.map((volume) => volumeName(project.instance, volume));
  return plan.some(({ op }) => op.kind === "create-volume" && names.some((name) => name === op.volume)) ? { ...state, seedsDue: true } : state;
};
