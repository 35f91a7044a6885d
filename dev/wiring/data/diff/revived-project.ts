import type { DiffStore } from "../../../data/diff/diff.ts";
import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import type { ContainerService, Service } from "../../../model/service.ts";
import { ownPlacedIdentity } from "../../../platform/process-identity.ts";
import { prepareCredentials, type Credentials } from "../../../secrets/credentials.ts";
import { credentialNames } from "../../desired-state.ts";
import type { Project } from "../../project.ts";
import { sessionProject } from "../../session-project.ts";

/** What its labels say; a killed one is known by it. */
export const DIFF_PURPOSE = "diff";

/** A definition that is just enough to ask a snapshot. Holds secrets. */
export interface RevivedProject {
  readonly project: Project;
  /** Servers, and nothing that would make or set anything in them. */
  readonly containers: readonly ContainerService[];
  /** With what says how they are asked. */
  readonly services: readonly Service[];
  readonly volumes: readonly string[];
  readonly credentials: Credentials;
}

/** The servers whose data a snapshot has, of those that are asked for. Pure. */
export const revivable = ({ parts }: Pick<SnapshotManifest, "parts">, stores: readonly DiffStore[]): readonly DiffStore[] => stores.filter((store) => parts.some(({ service }) => service === store));

/** Compatibility was looked at, and what is seen by a look into a container takes as long as its start. */
const forAMoment = (service: ContainerService): ContainerService => ({ ...service, volumeChecks: [] });

/**
 * A snapshot's servers as an instance of their own, for this process.
 *
 * Its credentials are the instance's: the roles in the snapshot have them already, so nothing need be set there. They are never written down again.
 */
export const revivedProject = async (project: Project, manifest: SnapshotManifest, stores: readonly DiffStore[]): Promise<RevivedProject> => {
  const names = revivable(manifest, stores);
  const session = sessionProject(project, { owner: await ownPlacedIdentity(), purpose: DIFF_PURPOSE });
  const services = session.stack.services.filter((service) => names.some((name) => name === service.name || (service.kind === "task" && service.target === name)));
  const { credentials } = await prepareCredentials(project.directory.credentials, credentialNames(services), project.config.credentials ?? {});
  return {
    project: { ...session, config: { ...session.config, credentials: Object.fromEntries(credentials.values) } },
    containers: services.filter((service) => service.kind === "container").map(forAMoment),
    services,
    volumes: manifest.parts.flatMap(({ service, volume }) => (names.some((name) => name === service) ? [volume] : [])),
    credentials,
  };
};
