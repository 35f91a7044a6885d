import { LIVE } from "../../data/snapshot/names.ts";
import { webPageKeys } from "../../model/web-pages.ts";
import type { ContainerService } from "../../model/service.ts";
import { neotoolStack } from "../../stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../stacks/settings.ts";
import type { Surroundings } from "../../wiring/surroundings.ts";
import type { Candidate, Lookup } from "./candidates.ts";

/** Names with what they are; the same name once. */
const named = (names: readonly (readonly [string, string])[]): readonly Candidate[] => [...new Map(names)].map(([value, description]) => ({ value, description }));

// By the default settings: a config changes what a service is like, never what it is called, and reading one takes as long as all the rest.
const { services, profiles } = neotoolStack(DEFAULT_SETTINGS);
const containers: readonly ContainerService[] = services.filter((service) => service.kind === "container");

const portsOf = ({ name, endpoints }: ContainerService): readonly (readonly [string, string])[] => [
  [`${name}=`, "its first endpoint"],
  ...Object.keys(endpoints).map((endpoint) => [`${name}.${endpoint}=`, "this endpoint"] as const),
];

/** A role is what the config says. */
const roles = async (surroundings: Surroundings): Promise<readonly Candidate[]> => {
  const { openProject } = await import("../../wiring/project.ts");
  const { owner, schemas, databases } = (await openProject(surroundings)).settings.postgres;
  const more = Object.values(databases).flatMap((database) => database.schemas);
  return named([[owner, "owner of the databases"], ...[...schemas, ...more].map((role) => [role, "role of a schema"] as const)]);
};

/** By their manifests: the engine is not asked, and neither is the config. */
const snapshots = async ({ cwd }: Surroundings): Promise<readonly Candidate[]> => {
  const [{ findWorkingCopy }, { instanceDirectory }, { readManifests }] = await Promise.all([import("../../instance/working-copy.ts"), import("../../instance/directory.ts"), import("../../wiring/data/snapshot/manifests.ts")]);
  const manifests = await readManifests(instanceDirectory(await findWorkingCopy(cwd)));
  return named([...manifests.map(({ name, createdAt, reason }) => [name, `${createdAt.slice(0, 16).replace("T", " ")}, ${reason}`] as const), [LIVE, "diff: what there is now"]]);
};

const SOURCES: { readonly [What in Parameters<Lookup>[0]]: (surroundings: Surroundings) => Promise<readonly Candidate[]> } = {
  services: async () => named(services.map(({ name, kind }) => [name, kind === "task" ? "one-shot" : "service"])),
  containers: async () => named(containers.map(({ name }) => [name, "service"])),
  apps: async (surroundings) => {
    const { openProject } = await import("../../wiring/project.ts");
    const apps = (await openProject(surroundings)).stack.services.filter(({ kind }) => kind === "process");
    return named(apps.map(({ name }) => [name, "application"]));
  },
  profiles: async () => named(Object.entries(profiles).map(([name, members]) => [name, members.join(", ")])),
  ports: async () => named(containers.flatMap(portsOf)),
  tools: async () => named(containers.flatMap(({ name, tools = {} }) => [...Object.keys(tools).map((tool) => [tool, `in ${name}`] as const), [name, "a command in this service"] as const])),
  roles,
  "web-pages": async () => named(webPageKeys(services).map((key) => [key, "web page"])),
  datasets: async (surroundings) => {
    const [{ openProject }, { datasetsOf }] = await Promise.all([import("../../wiring/project.ts"), import("../../wiring/data/seed-instance.ts")]);
    return named((await datasetsOf(await openProject(surroundings))).map(({ name, origin }) => [name, origin === "project" ? "dataset of the project" : "comes with neotool"]));
  },
  snapshots,
  instances: async (surroundings) => {
    const { runningInstances } = await import("./instances.ts");
    return named((await runningInstances(surroundings)).map(({ id, workingCopy }) => [id, workingCopy]));
  },
};

/** The names of this working copy and machine. What cannot be found out is not offered. */
export const lookupIn =
  (surroundings: Surroundings): Lookup =>
  async (what) => {
    try {
      return await SOURCES[what](surroundings);
    } catch {
      return []; // a broken config is said by the command itself, when it is called
    }
  };
