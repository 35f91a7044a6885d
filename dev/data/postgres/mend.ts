import type { PostgresStore } from "../stores.ts";
import { withClient } from "./client.ts";
import { listDatabases, MAINTENANCE } from "./database-facts.ts";
import { letOn } from "./hold-clients.ts";
import { dropHalves } from "./swap-database.ts";

const MENDING = { what: "mended after an interrupted reset", hint: "neotool dev logs postgres says more." } as const;

/** Undoes what a killed wipe has left standing: clients that wait at the pooler, halves of an exchange. */
export const mendPostgres = async (store: PostgresStore): Promise<void> => {
  const databases = await withClient(store, MAINTENANCE, MENDING, async (client) => {
    await dropHalves(client);
    return await listDatabases(client);
  });
  if (store.pooler) await letOn(store.pooler, databases.map(({ name }) => name));
};
