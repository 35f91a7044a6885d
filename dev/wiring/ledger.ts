import { existsSync } from "node:fs";
import type { Engine } from "../docker/connect.ts";
import { engineGet, labelFilter } from "../docker/http.ts";
import { residentBytes, type MemoryReading } from "../docker/resident-bytes.ts";
import { LABEL } from "../model/labels.ts";
import { parseSession } from "../model/session-label.ts";
import { folderPlace } from "../platform/folder-place.ts";
import { whereaboutsOf, type Whereabouts } from "../platform/process-identity.ts";

/** One instance on this machine, whichever working copy it belongs to. */
export interface LedgerEntry {
  readonly id: string;
  readonly workingCopy: string;
  /** Its folder was deleted, or it was for a process that has ended, or that nobody has seen for a day: nobody will bring it up again. */
  readonly isOrphan: boolean;
  /** Whether its folder is there; `elsewhere`: it is in another container or on another machine, and nobody here can look. */
  readonly folder: "there" | "gone" | "elsewhere";
  /** For which process it is; `null`: it outlives the command that made it. */
  readonly session: { readonly pid: number; readonly purpose: string; readonly owner: Whereabouts } | null;
  readonly running: number;
  readonly containers: readonly { readonly id: string; readonly service: string; readonly state: string }[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  /** Host ports in use. */
  readonly ports: readonly number[];
  /** ISO 8601: when its oldest part was made. */
  readonly since: string;
  /** Resident memory of all its containers; `null` when it was not asked for, or nothing runs. */
  readonly memoryBytes: number | null;
}

type Labels = Readonly<Record<string, string>>;

interface ListedContainer {
  readonly Id: string;
  readonly Labels: Labels;
  readonly State: string;
  readonly Created: number;
  readonly Ports: readonly { readonly PublicPort?: number }[];
}

interface ListedVolume {
  readonly Name: string;
  readonly Labels: Labels | null;
  readonly CreatedAt?: string;
}

interface ListedNetwork {
  readonly Name: string;
  readonly Labels: Labels | null;
  readonly Created: string;
}

const sessionOf = async (label: string | undefined): Promise<LedgerEntry["session"]> => {
  const session = label === undefined ? undefined : parseSession(label);
  return session ? { pid: session.owner.pid, purpose: session.purpose, owner: await whereaboutsOf(session.owner) } : null;
};

/** How long a session is kept whose process cannot be looked for from here: its label is written once, and a day is longer than any run of tests. */
export const UNSEEN_SESSION_MS = 24 * 60 * 60 * 1000;

/**
 * Pure. Whether nobody will bring it up again.
 *
 * @param folder Of its working copy. What another container has may be at a path that is not there for us, so of a session elsewhere its age alone counts.
 */
export const isOrphaned = (session: LedgerEntry["session"], folder: LedgerEntry["folder"], ageMs: number): boolean =>
  session?.owner === "elsewhere" ? ageMs > UNSEEN_SESSION_MS : folder === "gone" || session?.owner === "dead";

/** @param place Where the path is one; `undefined`: nobody wrote it down. */
const folderAt = (workingCopy: string, place: string | undefined): LedgerEntry["folder"] => {
  if (existsSync(workingCopy)) return "there";
  return place === undefined || place === folderPlace() ? "gone" : "elsewhere";
};

const earliest = (times: readonly string[]): string => [...times].sort()[0] ?? "";

/** Why nobody will bring an orphan up again. */
export const orphanReason = ({ workingCopy, session }: Pick<LedgerEntry, "workingCopy" | "session">): string =>
  session?.owner === "dead"
    ? `process ${session.pid}, which it was for (${session.purpose}), has ended`
    : session?.owner === "elsewhere"
      ? `it was for process ${session.pid} in another container, on another machine or before a reboot (${session.purpose}), and is more than a day old`
      : `its working copy ${workingCopy} is gone`;

/**
 * Everything that bears our label, by instance.
 *
 * @param memory `ask`: asks every container for its memory, which takes the engine a second.
 * @param now By the engine's clock, as far as that is ours.
 */
export const readLedger = async ({ socket }: Engine, memory: "ask" | "leave out", now: Date = new Date()): Promise<readonly LedgerEntry[]> => {
  const filter = labelFilter(LABEL.instance);
  const [containers, { Volumes }, networks] = await Promise.all([
    engineGet<readonly ListedContainer[]>(socket, `/containers/json?all=1&${filter}`),
    engineGet<{ readonly Volumes: readonly ListedVolume[] | null }>(socket, `/volumes?${filter}`),
    engineGet<readonly ListedNetwork[]>(socket, `/networks?${filter}`),
  ]);
  const volumes = Volumes ?? [];
  const ids = new Set([...containers, ...volumes, ...networks].flatMap(({ Labels }) => Labels?.[LABEL.instance] ?? []));
  return Promise.all(
    [...ids].sort().map(async (id): Promise<LedgerEntry> => {
      const own = <T extends { readonly Labels: Labels | null }>(list: readonly T[]): readonly T[] => list.filter(({ Labels }) => Labels?.[LABEL.instance] === id);
      const [ownContainers, ownVolumes, ownNetworks] = [own(containers), own(volumes), own(networks)];
      const labelled = (label: string) => [...ownContainers, ...ownVolumes, ...ownNetworks].map(({ Labels }) => Labels?.[label]).find((value) => value !== undefined);
      const workingCopy = labelled(LABEL.workingCopy) ?? "";
      const session = await sessionOf(labelled(LABEL.session));
      const folder = folderAt(workingCopy, labelled(LABEL.place));
      const running = ownContainers.filter(({ State }) => State === "running");
      const asked = memory === "ask" ? running : [];
      const since = earliest([...ownContainers.map(({ Created }) => new Date(Created * 1000).toISOString()), ...ownVolumes.flatMap(({ CreatedAt }) => (CreatedAt ? [new Date(CreatedAt).toISOString()] : [])), ...ownNetworks.map(({ Created }) => new Date(Created).toISOString())]);
      const bytes = await Promise.all(asked.map(({ Id }) => engineGet<MemoryReading>(socket, `/containers/${Id}/stats?stream=false&one-shot=true`).then(residentBytes, () => 0)));
      return {
        id,
        workingCopy,
        isOrphan: isOrphaned(session, folder, now.getTime() - Date.parse(since)),
        folder,
        session,
        running: running.length,
        containers: ownContainers.map(({ Id, Labels, State }) => ({ id: Id, service: Labels[LABEL.service] ?? "", state: State })),
        volumes: ownVolumes.map(({ Name }) => Name),
        networks: ownNetworks.map(({ Name }) => Name),
        ports: [...new Set(ownContainers.flatMap(({ Ports }) => Ports.flatMap(({ PublicPort }) => PublicPort ?? [])))].sort((a, b) => a - b),
        since,
        memoryBytes: asked.length === 0 ? null : bytes.reduce((sum, one) => sum + one, 0),
      };
    }),
  );
};
