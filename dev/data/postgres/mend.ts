import type { PostgresStore } from "../stores.ts";
import { withClient } from "./client.ts";
import { MAINTENANCE } from "./database-facts.ts";
import { letOn } from "./hold-clients.ts";
import { dropHalves } from "./swap-database.ts";

const MENDING = { what: "mended after an interrupted reset", hint: "neotool dev logs postgres says more." } as const;

/** Undoes what a killed wipe has left standing: clients that wait at the pooler, halves of an exchange. */
export const mendPostgres = async (store: PostgresStore): Promise<void> => {
  await withClient(store, MAINTENANCE, MENDING, dropHalves);
  if (store.pooler) await letOn(store.pooler);
};
