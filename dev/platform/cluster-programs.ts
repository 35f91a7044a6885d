import { join } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { exec } from "./exec.ts";
import { isInstalled } from "./programs.ts";
import { isAtLeast, versionIn } from "./version.ts";

interface ClusterProgram {
  /** Of the recipe in `scripts/programs/`, for a machine that has none that fits. */
  readonly version: string;
  readonly atLeast: string;
  /** The first version that is too new. @default none is */
  readonly below?: string;
  /** How it is asked for its version. */
  readonly asked: readonly string[];
}

/** Programs of Kubernetes. */
const PROGRAMS = {
  // Knows configuration files of the form v1alpha5.
  k3d: { version: "5.8.3", atLeast: "5.5", asked: ["version"] },
  // From one minor version below the node's Kubernetes to one above.
  kubectl: { version: "1.33.13", atLeast: "1.32", below: "1.35", asked: ["version", "--client"] },
  // Charts of production are of its third version.
  helm: { version: "3.18.6", atLeast: "3.8", below: "4", asked: ["version", "--short"] },
} as const satisfies Readonly<Record<string, ClusterProgram>>;

export type ClusterProgramName = keyof typeof PROGRAMS;

/** What a cluster needs besides the engine. */
export const CLUSTER_PROGRAMS = ["k3d", "kubectl"] as const satisfies readonly ClusterProgramName[];
/** What renders production's manifests. */
export const RENDERING_PROGRAMS = ["kubectl", "helm"] as const satisfies readonly ClusterProgramName[];

const programOf = (name: ClusterProgramName): ClusterProgram => PROGRAMS[name];

/** The version that neotool gets where there is none that fits. */
export const ownVersionOf = (name: ClusterProgramName): string => programOf(name).version;

/** Whether a cluster of ours works with a version; `undefined`, which is none, does not. */
export const isFitVersion = (name: ClusterProgramName, version: string | undefined): boolean => {
  const { atLeast, below } = programOf(name);
  return version !== undefined && isAtLeast(version, atLeast) && (below === undefined || !isAtLeast(version, below));
};

/** Where neotool keeps its own. @param cache `~/.cache/neotool` */
export const ownProgramFolder = (cache: string, name: ClusterProgramName): string => join(cache, "tools", name, ownVersionOf(name));

const ANSWERS_WITHIN_MS = 5_000;

/**
 * What a program says of its version; `undefined` when there is no such program.
 *
 * @param file Its path, or its name on PATH.
 * @param path @default this process's PATH
 */
export const programVersion = async (name: ClusterProgramName, file: string, path?: string): Promise<string | undefined> => {
  try {
    return versionIn(await exec(file, programOf(name).asked, { hint: "See whether it runs by itself.", timeoutMs: ANSWERS_WITHIN_MS, ...(path !== undefined && { env: { PATH: path } }) }));
  } catch (error) {
    if (error instanceof DevError && error.code === "TOOL_MISSING") return undefined;
    throw error;
  }
};

/** What to call a program by: its name where PATH decides, else the path of our own. */
export type FindProgram = (name: ClusterProgramName) => Promise<string>;

/** The one on PATH where it fits; else neotool's own, where there is one. A program is started only where there are both. */
export const clusterPrograms = (cache: string, path: string | undefined): FindProgram => {
  const look: FindProgram = async (name) => {
    const folder = ownProgramFolder(cache, name);
    const [hasOwn, isOnPath] = await Promise.all([isInstalled(name, folder), isInstalled(name, path)]);
    if (!hasOwn) return name;
    // One that does not even answer does not fit.
    const fits = isOnPath && isFitVersion(name, await programVersion(name, name, path).catch(() => undefined));
    return fits ? name : join(folder, name);
  };
  const found = new Map<ClusterProgramName, Promise<string>>();
  return (name) => {
    const known = found.get(name) ?? look(name);
    found.set(name, known);
    return known;
  };
};
