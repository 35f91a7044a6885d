import { DevError } from "../errors/dev-error.ts";
import { SYSTEM_SOCKET, type SocketCandidate } from "./socket.ts";

/** No socket, nobody listening, or not allowed: what a candidate answered. */
export interface Refusal {
  readonly candidate: SocketCandidate;
  /** The operating system's word for it, for example `ECONNREFUSED`. */
  readonly code: string | undefined;
  readonly error: unknown;
}

/** Programs that are an engine or bring one, and how each is started. */
const STARTS: readonly (readonly [string, string])[] = [
  ["dockerd", "sudo systemctl start docker (neotool dev setup does it, too)"],
  ["colima", "colima start"],
  ["orb", "orb start"],
  ["podman", "systemctl --user enable --now podman.socket"],
];

const STOPPED = "The container engine is installed but does not run";

const describe = ({ candidate, code }: Refusal): string => `${candidate.path} (${candidate.source}): ${code === "ENOENT" ? "not there" : (code ?? "no answer")}`;

/** Why no engine can be used, and what to do about it. */
export const explainRefusals = async (refusals: readonly Refusal[], isInstalled: (program: string) => Promise<boolean>): Promise<DevError> => {
  const forbidden = refusals.find(({ code }) => code === "EACCES" || code === "EPERM");
  if (forbidden) return explainForbidden(forbidden);
  const [only] = refusals;
  // Somebody named an engine: what else is on this machine is not meant.
  if (only && refusals.length === 1 && only.candidate.path !== SYSTEM_SOCKET) return explainNamed(only);
  const evidence = refusals.map(describe);
  const dead = refusals.find(({ code }) => code === "ECONNREFUSED");
  const installed = await Promise.all(STARTS.map(async ([program, start]) => ((await isInstalled(program)) ? [start] : [])));
  const starts = installed.flat();
  if (dead || starts.length > 0) {
    return new DevError("ENGINE_STOPPED", STOPPED, {
      hint: starts.length === 0 ? "Start it, for example by opening Docker Desktop." : `Start it: ${starts.join(", or ")}`,
      cause: dead?.error,
      evidence,
    });
  }
  return new DevError("ENGINE_MISSING", "There is no container engine on this machine", {
    hint: "`neotool dev up --setup` installs one on Debian and Ubuntu; elsewhere install Docker Desktop, Colima, OrbStack or Podman.",
    evidence,
  });
};

const explainForbidden = ({ candidate, error }: Refusal): DevError =>
  new DevError("ENGINE_FORBIDDEN", `You may not use the engine at ${candidate.path}`, {
    hint: "sudo usermod -aG docker $USER, then log in again (or `newgrp docker` in this terminal).",
    cause: error,
  });

const explainNamed = (refusal: Refusal): DevError => {
  const { candidate, code, error } = refusal;
  const isThere = code === "ECONNREFUSED";
  return new DevError("ENGINE_STOPPED", isThere ? STOPPED : `No engine answers at ${candidate.path}, which ${candidate.source} names`, {
    hint: "Start it, or unset what names it (DOCKER_HOST, DOCKER_CONTEXT; docker context use default) to have the usual places looked at.",
    cause: code === "ENOENT" ? undefined : error,
    evidence: [describe(refusal)],
  });
};
