import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { sessionDirectory } from "../instance/directory.ts";
import { sessionInstance, type Instance, type Session } from "../model/instance.ts";
import { ANY_PORT, type Service } from "../model/service.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import { destroy } from "./bring-down.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** At ports that nobody expects: beside a running instance, and beside any number of its like. */
const atAnyPort = (service: Service): Service =>
  service.kind === "task" ? service : { ...service, endpoints: Object.fromEntries(Object.entries(service.endpoints).map(([name, endpoint]) => [name, { ...endpoint, preferredHostPort: ANY_PORT }])) };

/** A project whose instance is a session's that somebody has made. */
export const inSession = (project: Project, instance: Instance): Project => ({
  ...project,
  config: { ...project.config, runtime: "container", seeds: undefined },
  instance,
  directory: sessionDirectory(instance),
  stack: { ...project.stack, services: project.stack.services.map(atAnyPort) },
});

/**
 * The same definition as an instance of its own that dies with a process: with own names, ports, credentials, data and files. It is brought up as
 * any other, in containers.
 *
 * @param session Who it is for: its labels say so, and `neotool dev prune` removes what is left of one whose owner has ended.
 */
export const sessionProject = (project: Project, session: Session): Project => inSession(project, { ...project.instance, ...sessionInstance(project.instance.workingCopy, session, randomBytes(4).toString("hex")) });

/** Everything of such an instance, its files included. @throws {DevError} what could not be removed: `neotool dev prune` does it later. */
export const endSession = async (project: Project, surroundings: Surroundings, interrupt: Interrupt, warn: (text: string) => void): Promise<void> => {
  await destroy(project, surroundings, interrupt, warn);
  await rm(project.directory.root, { recursive: true, force: true });
};
