import { createHash } from "node:crypto";
import { join } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { readIfThere } from "../platform/files.ts";

/** Where an engine may listen, and who said so: `doctor` prints it. */
export interface SocketCandidate {
  readonly path: string;
  readonly source: string;
}

/** The part of a process's surroundings that decides which engine is meant. */
export interface EngineEnvironment {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Numeric user id; undefined on Windows. */
  readonly uid: number | undefined;
}

/** Where the engine of the system's packages listens. */
export const SYSTEM_SOCKET = "/var/run/docker.sock";

/** Empty counts as not set, as for the docker CLI. */
const configDirectory = ({ home, env }: EngineEnvironment): string => env.DOCKER_CONFIG || join(home, ".docker");

/** Whether an address leads away from this machine, as far as it can be seen. */
const isElsewhere = (host: string): boolean => /^(ssh|tcp|https?):\/\/(?!(localhost|127\.[\d.]+|\[::1\])([:/]|$))/.test(host);

const socketPath = (host: string, source: string): SocketCandidate => {
  if (host.startsWith("unix://")) return { path: host.slice("unix://".length) || SYSTEM_SOCKET, source };
  if (!isElsewhere(host)) {
    throw new DevError("ENGINE_REMOTE", `${source} names the engine "${host}", and neotool speaks to an engine by its Unix socket alone`, {
      hint: `Name that, for example unix://${SYSTEM_SOCKET}, or unset it to have the usual places looked at.`,
    });
  }
  throw new DevError("ENGINE_REMOTE", `${source} names the engine "${host}", which is not on this machine`, {
    hint: "neotool publishes ports on 127.0.0.1 of the engine's machine, so the engine must be here: unset it, or `docker context use default`.",
  });
};

const hostIn = (meta: string): unknown => {
  try {
    return JSON.parse(meta)?.Endpoints?.docker?.Host;
  } catch {
    return undefined; // said by the caller, who knows the file
  }
};

/** A context is stored under the SHA-256 of its name. */
const contextSocket = async (name: string, source: string, surroundings: EngineEnvironment): Promise<SocketCandidate> => {
  const path = join(configDirectory(surroundings), "contexts", "meta", createHash("sha256").update(name).digest("hex"), "meta.json");
  const meta = await readIfThere(path);
  const host = meta === undefined ? undefined : hostIn(meta);
  if (typeof host !== "string") {
    throw new DevError("ENGINE_MISSING", `${source} names the docker context "${name}", ${meta === undefined ? "which does not exist" : `but ${path} names no engine`}`, {
      hint: "docker context ls shows which exist; docker context use default goes back to the usual one.",
    });
  }
  return socketPath(host, `docker context "${name}"`);
};

const currentContext = async (surroundings: EngineEnvironment): Promise<string | undefined> => {
  try {
    const name: unknown = JSON.parse((await readIfThere(join(configDirectory(surroundings), "config.json"))) ?? "{}")?.currentContext;
    return typeof name === "string" && name !== "" && name !== "default" ? name : undefined;
  } catch {
    return undefined; // docker's own CLI warns of a file that it cannot read, and goes on with the default
  }
};

/**
 * Where to look for an engine, best first. As the docker CLI does: DOCKER_HOST, DOCKER_CONTEXT, the current context;
 * when none of these says anything, the places where Docker, its rootless form, Docker Desktop, Colima, OrbStack,
 * Rancher Desktop and Podman listen.
 *
 * @throws {DevError} `ENGINE_REMOTE` for an engine on another machine or without a Unix socket, `ENGINE_MISSING` for a context that is not there.
 */
export const socketCandidates = async (surroundings: EngineEnvironment): Promise<readonly SocketCandidate[]> => {
  const { env, home, uid } = surroundings;
  if (env.DOCKER_HOST) return [socketPath(env.DOCKER_HOST, "DOCKER_HOST")];
  if (env.DOCKER_CONTEXT && env.DOCKER_CONTEXT !== "default") return [await contextSocket(env.DOCKER_CONTEXT, "DOCKER_CONTEXT", surroundings)];
  const context = env.DOCKER_CONTEXT === "default" ? undefined : await currentContext(surroundings);
  if (context !== undefined) return [await contextSocket(context, "the docker configuration", surroundings)];
  const runtimeDirectory = env.XDG_RUNTIME_DIR || `/run/user/${uid ?? 0}`;
  return [
    { path: SYSTEM_SOCKET, source: "default" },
    { path: join(runtimeDirectory, "docker.sock"), source: "rootless Docker" },
    { path: join(home, ".docker/run/docker.sock"), source: "Docker Desktop" },
    { path: join(home, ".docker/desktop/docker.sock"), source: "Docker Desktop" },
    { path: join(home, ".colima/default/docker.sock"), source: "Colima" },
    { path: join(home, ".orbstack/run/docker.sock"), source: "OrbStack" },
    { path: join(home, ".rd/docker.sock"), source: "Rancher Desktop" },
    { path: join(runtimeDirectory, "podman/podman.sock"), source: "rootless Podman" },
    { path: "/run/podman/podman.sock", source: "Podman" },
  ];
};
