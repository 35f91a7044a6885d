import type { Engine } from "../docker/connect.ts";
import { openClient, statusOf } from "../docker/client.ts";
import type { LedgerEntry } from "./ledger.ts";

/** Somebody else may remove the same thing at the same moment: gone is what was wanted. */
const unlessGone = async (act: Promise<unknown>): Promise<void> => {
  try {
    await act;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
};

/** Removes everything of an instance, by what the ledger saw of it: its working copy, and so its own files, are gone. */
export const removeEntry = async (engine: Engine, { containers, networks, volumes }: LedgerEntry): Promise<void> => {
  const docker = await openClient(engine);
  await Promise.all(containers.map(({ id }) => unlessGone(docker.getContainer(id).remove({ force: true, v: true }))));
  for (const network of networks) await unlessGone(docker.getNetwork(network).remove());
  for (const volume of volumes) await unlessGone(docker.getVolume(volume).remove());
};
