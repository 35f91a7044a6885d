import { rm } from "node:fs/promises";
import type { Engine } from "../docker/connect.ts";
import { openClient } from "../docker/client.ts";
import { engineGet, filters } from "../docker/http.ts";
import { tolerating } from "../docker/tolerating.ts";
import { sessionDirectory } from "../instance/directory.ts";
import { LABEL } from "../model/labels.ts";
import { readLedger, type LedgerEntry } from "./ledger.ts";

const NOT_FOUND = 404;
const CONFLICT = 409;

/** Somebody else may remove the same thing at the same moment: gone is what was wanted. */
const unlessGone = (act: Promise<unknown>): Promise<void> => tolerating([NOT_FOUND], act);

/** Removes everything of an instance, by what the ledger saw of it. Its own files are gone with its working copy, or are a session's and go now. */
export const removeEntry = async (engine: Engine, { id, workingCopy, session, containers, networks, volumes }: LedgerEntry): Promise<void> => {
  const docker = await openClient(engine);
  await Promise.all(containers.map(({ id }) => unlessGone(docker.getContainer(id).remove({ force: true, v: true }))));
  for (const network of networks) await unlessGone(docker.getNetwork(network).remove());
  for (const volume of volumes) await unlessGone(docker.getVolume(volume).remove());
  if (session) await rm(sessionDirectory({ workingCopy, id }).root, { recursive: true, force: true });
};

/** Names of the machine's template volumes that no container uses. The next instance makes its own anew. */
export const unusedTemplates = async ({ socket }: Engine): Promise<readonly string[]> => {
  const { Volumes } = await engineGet<{ readonly Volumes: readonly { readonly Name: string }[] | null }>(socket, `/volumes?${filters({ label: [LABEL.template], dangling: ["true"] })}`);
  return (Volumes ?? []).map(({ Name }) => Name).sort();
};

/** One that a container has begun to use since it was listed stays. */
export const removeTemplates = async (engine: Engine, names: readonly string[]): Promise<void> => {
  const docker = await openClient(engine);
  for (const name of names) await tolerating([NOT_FOUND, CONFLICT], docker.getVolume(name).remove());
};

/**
 * Removes what sessions of a working copy have left whose processes have ended, killed for example; those whose process cannot be looked for
 * from here (a container has its own numbers) after a day. Those of other working copies `neotool dev prune` removes, after asking.
 *
 * @param purpose Of those that are meant. @default any
 * @returns their ids.
 */
export const sweepSessions = async (engine: Engine, workingCopy: string, purpose?: string): Promise<readonly string[]> => {
  const ledger = await readLedger(engine, "leave out");
  const over = ledger.filter((entry) => entry.workingCopy === workingCopy && entry.session !== null && entry.isOrphan && (purpose === undefined || entry.session.purpose === purpose));
  for (const entry of over) await removeEntry(engine, entry);
  return over.map(({ id }) => id);
};
