import { join } from "node:path";
import type { DesiredProcess } from "../../planner/desired.ts";
import type { AppSpec, Question } from "./supervisor/spec.ts";

const GRACE_SECONDS = 10;

const SHELL = "/bin/sh";

/** Where it runs, with what. */
export interface ProgramGround {
  readonly workingCopy: string;
  /** All of its environment but the port. Holds secrets. */
  readonly env: Readonly<Record<string, string>>;
  readonly mark: string;
}

/** How its readiness is asked for. `undefined`: it is not. */
export const questionOf = ({ service: { readiness }, ports }: DesiredProcess): Question | undefined => {
  const port = readiness && ports[readiness.endpoint];
  if (readiness === undefined || port === undefined) return undefined;
  return readiness.kind === "tcp" ? { kind: "tcp", port } : { kind: "http", port, path: readiness.path, status: readiness.status };
};

/** The port by the names that Node's frameworks and Micronaut read. */
const portVariables = ({ ports }: DesiredProcess): Readonly<Record<string, string>> => {
  const [port] = Object.values(ports);
  return port === undefined ? {} : { PORT: String(port), MICRONAUT_SERVER_PORT: String(port) };
};

/** A desired program as its supervisor runs it. Pure. Holds secrets. */
export const specFrom = (desired: DesiredProcess, { workingCopy, env, mark }: ProgramGround): AppSpec => {
  const { command, cwd, restart, watch = [], stopGraceSeconds = GRACE_SECONDS, env: own = {} } = desired.service;
  const [file = "", ...args] = typeof command === "string" ? [SHELL, "-c", command] : command;
  return {
    name: desired.name,
    mark,
    file,
    args,
    cwd: join(workingCopy, cwd),
    env: { ...env, ...portVariables(desired), ...own },
    question: questionOf(desired),
    ports: desired.ports,
    restart,
    watch,
    graceMs: stopGraceSeconds * 1000,
    hash: desired.hash,
    fields: JSON.stringify(desired.fields),
  };
};
