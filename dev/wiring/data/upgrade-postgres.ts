import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Engine } from "../../docker/connect.ts";
import { engineGet } from "../../docker/http.ts";
import type { PostgresData } from "../../engine/check-volume.ts";
import { DevError } from "../../errors/dev-error.ts";
import { networkName } from "../../model/instance.ts";
import type { RuntimeId } from "../../model/runtime.ts";
import { outputOf } from "../../runtimes/volumes/frames.ts";
import { startVolumeContainer } from "../../runtimes/volumes/volume-container.ts";
import { source } from "../desired-state.ts";
import type { Project } from "../project.ts";
import type { RunningInstance } from "./running-instance.ts";

const SCRIPT = "postgres/upgrade.sh";

/** Whether a reference names Postgres of a major version, officially or as a stand-in. Pure. @example isPostgres("postgres:17.2-alpine", "17") */
export const isPostgres = (reference: string, major: string): boolean => {
  const [, tag = ""] = /(?:^|\/)postgres:(.+)$/.exec(reference) ?? [];
  return tag === major || tag.startsWith(`${major}.`) || tag.startsWith(`${major}-`);
};

/**
 * An image that reads data of this major version, as far as the engine has one.
 *
 * @throws {DevError} `IMAGE_UNAVAILABLE` with how to get it.
 */
export const imageOfMajor = async ({ socket }: Engine, major: string, signal: AbortSignal): Promise<string> => {
  const images = await engineGet<readonly { readonly Id: string; readonly RepoTags: readonly string[] | null }[]>(socket, "/images/json", undefined, signal);
  const found = images.find(({ RepoTags }) => (RepoTags ?? []).some((reference) => isPostgres(reference, major)));
  if (found) return found.Id;
  throw new DevError("IMAGE_UNAVAILABLE", `Only Postgres ${major} reads data of Postgres ${major}, and the engine has no image of it; nothing was changed`, { hint: `docker pull postgres:${major}\nneotool dev up --old-data upgrade` });
};

/** Where a container in the network of an instance finds its Postgres: at its name, or in a cluster at the port that the node has for it. */
const serverIn = async ({ instance, stack }: Project, runtime: RuntimeId): Promise<{ readonly host: string; readonly port: number }> => {
  const container = stack.services.flatMap((service) => (service.kind === "container" && service.name === "postgres" ? [service] : []))[0];
  if (runtime === "container") return { host: "postgres", port: container?.endpoints.sql?.containerPort ?? 0 };
  const [{ nodePortsOf }, { nodeName }] = await Promise.all([import("../../runtimes/k3d/manifests/addresses.ts"), import("../../runtimes/k3d/names.ts")]);
  return { host: nodeName(instance), port: nodePortsOf(stack.services).get("postgres.sql") ?? 0 };
};

/** What is to be taken over, and by what. */
export interface Upgrade {
  /** Whose part `postgres-data` has the old cluster. */
  readonly snapshot: string;
  readonly data: PostgresData;
  readonly image: string;
}

/**
 * Hands roles and databases of an older Postgres over to the one that runs, by SQL: the older server runs beside it for that, on a copy. Passwords stay as they are.
 *
 * @returns the databases.
 * @throws {DevError} `SNAPSHOT_FAILED` with the first thing that was refused; the snapshot is as it was.
 */
export const upgradePostgres = async (project: Project, { connection, known }: RunningInstance, { snapshot, data, image }: Upgrade, say: (text: string) => void, signal: AbortSignal): Promise<readonly string[]> => {
  const { instance, settings } = project;
  const { host, port } = await serverIn(project, connection.runtime.id);
  const request = { instance, snapshot, image, script: source(SCRIPT), args: ["postgres-data", data.folder, settings.postgres.superuser, host, String(port)], volumes: [], writes: "volumes", network: networkName(instance) } as const;
  const { stream, remove } = await startVolumeContainer(connection.engine, request, signal);
  let complaints = "";
  const databases: string[] = [];
  let isDone = false;
  try {
    stream.write(`${known.credentials.values.get("postgres.superuser") ?? ""}\n`);
    for await (const line of createInterface({ input: Readable.from(outputOf(stream, (text) => (complaints += text))) })) {
      if (line === "done") isDone = true;
      if (!line.startsWith("database ")) continue;
      databases.push(line.slice("database ".length));
      say(`Taking over the database ${databases.at(-1) ?? ""} from Postgres ${data.version}`);
    }
    signal.throwIfAborted();
  } finally {
    await remove();
  }
  if (isDone) return databases;
  throw new DevError("SNAPSHOT_FAILED", `Not all of the data of Postgres ${data.version} could be taken over`, {
    hint: `All of them are in the snapshot ${snapshot}. See what was refused; docs/errors.md#volume-incompatible shows how to take them over by hand.`,
    evidence: complaints.split("\n").filter((line) => line !== "").slice(0, 12),
  });
};
