import { DevError } from "../errors/dev-error.ts";
import type { ErrorCode } from "../errors/codes.ts";
import { ENGINE_PACKAGES } from "./engine-install.ts";
import type { MissingProgram } from "./get-programs.ts";
import type { Machine } from "./machine.ts";

/** What an engine said when it was asked for: `runs`, or why it could not be used. */
export type EngineState = "runs" | "missing" | "stopped" | "forbidden";

export interface SetupStep {
  readonly id: "install-engine" | "start-engine" | "allow-user" | "check-engine" | "get-programs" | "find-images";
  readonly title: string;
  /** What is run, for people to read before they agree. With root's rights, but for `get-programs`. */
  readonly commands: readonly string[];
}

const STATES: { readonly [C in ErrorCode]?: EngineState } = { ENGINE_MISSING: "missing", ENGINE_STOPPED: "stopped", ENGINE_FORBIDDEN: "forbidden" };

/** @throws the error itself when setup cannot mend it (an engine that is too old, or elsewhere). */
export const engineStateOf = (error: unknown): EngineState => {
  const state = error instanceof DevError ? STATES[error.code] : undefined;
  if (state === undefined) throw error;
  return state;
};

const START_COMMAND: Readonly<Record<Machine["serviceManager"], string>> = {
  systemd: "systemctl enable --now docker.service",
  sysvinit: "service docker start",
  none: "dockerd",
};

/**
 * What setup will do on this machine, in order. Pure. A machine that has everything gets no engine step.
 *
 * @param images How many images are still missing.
 * @param programs What a cluster, or rendering manifests, needs and this machine lacks. Empty where none is wanted.
 * @throws {DevError} `SETUP_UNSUPPORTED` where no engine can be installed or started by us.
 */
export const planSetup = (machine: Machine, engine: EngineState, images: number, user: string, programs: readonly MissingProgram[] = []): readonly SetupStep[] => {
  if (engine === "missing" && !machine.hasApt) {
    throw new DevError("SETUP_UNSUPPORTED", `neotool does not install a container engine on ${machine.system}`, {
      hint: "Install Docker Desktop, OrbStack, Colima or Podman, start it, and run the same command again: everything else is done for you.",
    });
  }
  if (engine === "stopped" && !machine.isLinux) {
    throw new DevError("SETUP_UNSUPPORTED", `neotool does not start the container engine on ${machine.system}`, {
      hint: "Start it (open Docker Desktop or OrbStack, or colima start), and run the same command again: everything else is done for you.",
    });
  }
  const steps: SetupStep[] = [];
  if (engine === "missing") {
    const command = `apt-get install --no-install-recommends ${ENGINE_PACKAGES.join(" ")}`;
    steps.push({ id: "install-engine", title: "Install the container engine from the system's packages", commands: ["apt-get update", command] });
  }
  if (engine === "missing" || engine === "stopped") {
    steps.push({ id: "start-engine", title: "Start the container engine", commands: [START_COMMAND[machine.serviceManager]] });
  }
  if (engine === "forbidden" || (engine !== "runs" && machine.privilege === "sudo")) {
    steps.push({ id: "allow-user", title: `Allow ${user} to use the engine`, commands: [`usermod --append --groups docker ${user}`] });
  }
  if (engine !== "runs") steps.push({ id: "check-engine", title: "Check that its networks, volumes and ports work", commands: [] });
  if (programs.length > 0) {
    const named = programs.map(({ name, version }) => `${name} ${version}`).join(" and ");
    steps.push({ id: "get-programs", title: `Compile ${named} from Go modules, for neotool alone (with Go from the system's packages, where it is missing)`, commands: programs.map(({ script, folder }) => `bash ${script} ${folder}`) });
  }
  if (images > 0) steps.push({ id: "find-images", title: `Find ${images} missing image${images === 1 ? "" : "s"}, or build stand-ins from packages`, commands: [] });
  return steps;
};

/** The plan as people read it before they agree. */
export const formatSetup = (steps: readonly SetupStep[]): string =>
  steps.flatMap(({ title, commands }, index) => [`  ${index + 1}. ${title}`, ...commands.map((command) => `       ${command}`)]).join("\n");
