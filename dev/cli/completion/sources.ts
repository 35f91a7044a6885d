import { socketGet, labelFilter } from "../../docker/http.ts";
import { socketCandidates } from "../../docker/socket.ts";
import { LABEL } from "../../model/labels.ts";
import type { ContainerService } from "../../model/service.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { Surroundings } from "../../wiring/surroundings.ts";
import { webPageKeys } from "../../wiring/web-pages.ts";
import type { Candidate, Lookup } from "./candidates.ts";

/** A key press does not wait for an engine that sleeps. */
const ANSWERS_WITHIN_MS = 250;

const containersOf = ({ stack }: Project): readonly ContainerService[] => stack.services.filter((service) => service.kind === "container");

/** Names with what they are; the same name once. */
const named = (names: readonly (readonly [string, string])[]): readonly Candidate[] => [...new Map(names)].map(([value, description]) => ({ value, description }));

const FROM_PROJECT: { readonly [What in Exclude<Parameters<Lookup>[0], "instances">]: (project: Project) => readonly Candidate[] } = {
  services: ({ stack }) => named(stack.services.map((service) => [service.name, service.kind === "task" ? "one-shot" : service.image])),
  containers: (project) => named(containersOf(project).map(({ name, image }) => [name, image])),
  profiles: ({ stack }) => named(Object.entries(stack.profiles).map(([name, services]) => [name, services.join(", ")])),
  ports: (project) => named(containersOf(project).flatMap(({ name, endpoints }) => Object.entries(endpoints).flatMap(([endpoint, { preferredHostPort }], index) => [...(index === 0 ? [[`${name}=`, `instead of ${preferredHostPort}`] as const] : []), [`${name}.${endpoint}=`, `instead of ${preferredHostPort}`] as const]))),
  tools: (project) => named(containersOf(project).flatMap(({ name, tools = {} }) => [...Object.keys(tools).map((tool) => [tool, `in ${name}`] as const), [name, "a command in this service"] as const])),
  roles: ({ settings: { postgres } }) => named([[postgres.owner, "owner"] as const, ...[...postgres.schemas, ...Object.values(postgres.databases).flatMap(({ schemas }) => schemas)].map((role) => [role, "schema"] as const)]),
  "web-pages": ({ stack }) => named(webPageKeys(stack).map((key) => [key, "web page"])),
};

interface Listed {
  readonly Labels?: Readonly<Record<string, string>>;
}

/** Without the connection's own patience: what does not answer at once has no instances to offer. */
const instances = async (surroundings: Surroundings): Promise<readonly Candidate[]> => {
  for (const { path } of await socketCandidates(surroundings)) {
    const containers = await socketGet<readonly Listed[]>(path, `/containers/json?all=1&${labelFilter(LABEL.instance)}`, ANSWERS_WITHIN_MS).catch(() => undefined);
    if (containers) return named(containers.map(({ Labels = {} }) => [Labels[LABEL.instance] ?? "", Labels[LABEL.workingCopy] ?? ""]));
  }
  return [];
};

/** The names of this working copy and machine. What cannot be found out is not offered. */
export const lookupIn =
  (surroundings: Surroundings): Lookup =>
  async (what) => {
    try {
      return what === "instances" ? await instances(surroundings) : FROM_PROJECT[what](await openProject(surroundings));
    } catch {
      return []; // a broken config is said by the command itself, when it is called
    }
  };
