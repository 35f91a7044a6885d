import { access } from "node:fs/promises";
import { join, relative } from "node:path";
import { engineGet } from "../docker/http.ts";
import type { CredentialsSubject, VolumeSubject } from "../doctor/volumes.ts";
import type { ReadFile } from "../engine/check-volume.ts";
import type { Runtime } from "../engine/runtime.ts";
import { volumeName } from "../model/instance.ts";
import type { VolumeCheck, VolumeMount } from "../model/service.ts";
import { readIfThere } from "../platform/files.ts";
import type { DesiredContainer } from "../planner/desired.ts";
import type { Observed } from "../planner/observed.ts";
import { readCredentials } from "../secrets/credentials.ts";
import { connect, type Connection } from "./connection.ts";
import { expected } from "./expected.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

const WITHIN_MS = 5_000;

const readRunning = async (runtime: Runtime, service: string, path: string): Promise<string | undefined> => {
  const { exitCode, stdout } = await runtime.exec(service, { command: ["cat", path] }, AbortSignal.timeout(WITHIN_MS));
  return exitCode === 0 ? stdout : undefined;
};

/**
 * In its container while that runs, else directly, where this user may. Nothing is made for a look, and the engine is not asked for a file of a container:
 * who looks holds no lock, and another command may be removing it (`Runtime.readFile`).
 */
const readerOf = async ({ engine, runtime }: Connection, { instance }: Project, observed: Observed, service: string, mount: VolumeMount): Promise<ReadFile | undefined> => {
  if (observed.containers.get(service)?.state === "running") return (path) => readRunning(runtime, service, path);
  const { Mountpoint } = await engineGet<{ readonly Mountpoint: string }>(engine.socket, `/volumes/${volumeName(instance, mount.name)}`);
  const mayRead = await access(Mountpoint).then(() => true, () => false);
  return mayRead ? (path) => readIfThere(join(Mountpoint, relative(mount.path, path))) : undefined;
};

const checksOf = ({ service }: DesiredContainer, volume: string): readonly VolumeCheck<string>[] => (service.volumeChecks ?? []).filter((check) => check.volume === volume);

/** The volumes of an instance that are there already, and the credentials that were used on them. */
export const volumeSubjects = async (project: Project, surroundings: Surroundings): Promise<{ readonly volumes: readonly VolumeSubject[]; readonly credentials: CredentialsSubject }> => {
  const connection = await connect(project, surroundings);
  const observed = await connection.runtime.observe(AbortSignal.timeout(8_000));
  const kept = await readCredentials(project.directory.credentials);
  const { desired } = await expected(project, surroundings, observed);
  const mounts = [...desired.values()].flatMap((one) => (one.kind === "container" ? (one.service.volumes ?? []).map((mount) => ({ one, mount })) : []));
  const there = mounts.filter(({ mount }) => observed.volumes.has(volumeName(project.instance, mount.name)));
  const asked = there.filter(({ one, mount }) => checksOf(one, mount.name).length > 0);
  const pinned = Object.entries(project.config.credentials ?? {});
  return {
    volumes: await Promise.all(asked.map(async ({ one, mount }) => ({ service: one.name, volume: mount.name, checks: checksOf(one, mount.name), read: await readerOf(connection, project, observed, one.name, mount) }))),
    credentials: {
      servicesWithData: [...new Set(there.map(({ one }) => one.name))],
      kept: kept !== undefined,
      repinned: pinned.filter(([name, value]) => kept?.values.has(name) === true && kept.values.get(name) !== value).map(([name]) => name),
    },
  };
};
