import { rm } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../dev/platform/package-root.ts";
import type { Service } from "../../../dev/model/service.ts";
import { selectServices, type Selection } from "../../../dev/planner/select.ts";
import type { Project } from "../../../dev/wiring/project.ts";
import { openProject } from "../../../dev/wiring/project.ts";
import { run, start, type Ended, type ProgramOptions, type Running } from "../measure/program.ts";
import type { Peer } from "../peer.ts";
import type { Bench } from "../row.ts";
import { belongings, purge, stop } from "./belongings.ts";
import { choosePorts, makeWorkingCopy } from "./working-copy.ts";

/** The built program, as a user's shell would run it. */
export const PROGRAM = join(packageRoot, "bin", "neotool.js");

/** The program under test with a working copy of its own. */
export interface Subject {
  readonly project: Project;
  /** Host port by `service.endpoint`. */
  readonly ports: ReadonlyMap<string, number>;
  readonly services: readonly Service[];
  /** `neotool dev …` to its end. @throws when it fails. */
  dev(args: readonly string[], options?: Pick<ProgramOptions, "onLine">): Promise<Ended>;
  /** `neotool dev …`, to be interrupted. */
  begin(args: readonly string[], options?: Pick<ProgramOptions, "onLine">): Running;
  /** The arguments of `up`: the ports are its own. */
  readonly up: readonly string[];
  /** Stops the containers behind its back: as after the machine was restarted. */
  stopContainers(): Promise<void>;
  /** Removes all of it from the engine, and its memory of it: as on the first day. */
  forget(): Promise<void>;
}

/** What most rows are about. */
export const CORE: Selection = { profile: "core" };

export const makeSubject = async (name: string, bench: Bench, selection = CORE): Promise<Subject> => {
  const { path, instance } = await makeWorkingCopy(name, bench);
  const project = await openProject({ cwd: path });
  const services = selectServices(project.stack, selection);
  const ports = await choosePorts(services);
  const options = { cwd: path, env: { NEOTOOL_INVOKED_AS: "neotool" }, signal: bench.signal };
  const argumentsOf = (args: readonly string[]) => [PROGRAM, "dev", ...args];
  return {
    project,
    services,
    ports,
    dev: (args, more) => run(process.execPath, argumentsOf(args), { ...options, ...more }),
    begin: (args, more) => start(process.execPath, argumentsOf(args), { ...options, ...more }),
    up: ["up", ...selected(selection), ...[...ports].flatMap(([endpoint, port]) => ["--port", `${endpoint}=${port}`])],
    stopContainers: async () => stop(bench.api, await belongings(bench.api, instance)),
    forget: async () => {
      await purge(bench.api, await belongings(bench.api, instance));
      await rm(project.directory.root, { recursive: true, force: true });
    },
  };
};

const selected = ({ profile, only = [], without = [] }: Selection): readonly string[] => [
  ...(profile === undefined ? [] : ["--profile", profile]),
  ...only.flatMap((name) => ["--only", name]),
  ...without.flatMap((name) => ["--without", name]),
];

/** The program as one of those that are compared. */
export const subjectAsPeer = (subject: Subject): Peer => ({
  name: "neotool dev",
  version: "this build",
  up: () => subject.dev(subject.up),
  noop: () => subject.dev(subject.up),
  stop: subject.stopContainers,
  down: () => subject.dev(["down", "--volumes", "--yes"]),
});
