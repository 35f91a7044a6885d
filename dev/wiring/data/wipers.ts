import type { FileStore } from "../../data/files/wipe.ts";
import { isolatedToo } from "../../data/isolation/isolated-too.ts";
import type { Wiper } from "../../data/reset/holding.ts";
import { allOf, parseScopes, STORE_NAMES, storesIn, type Scopes, type StoreName } from "../../data/reset/scope.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Topic } from "../../model/task.ts";
import type { Clock } from "../../platform/clock.ts";
import { renewalOf } from "./renewal.ts";
import type { RunningInstance } from "./running-instance.ts";

/** What a wipe needs of its surroundings. */
export interface WipeTools {
  readonly clock: Clock;
  keepTopics(topics: readonly Topic[]): Promise<void>;
  renewKeys(signal: AbortSignal): Promise<void>;
}

/** Whether it keeps files in a volume and begins anew when they are gone: nobody else could make it forget what it has in memory. */
export const isFileStore = (store: StoreName): store is FileStore["service"] => store === "prometheus" || store === "loki" || store === "grafana" || store === "mail";

/** Those that run, in the order in which they are shown. */
export const runningStores = ({ desired }: RunningInstance): readonly StoreName[] => STORE_NAMES.filter((store) => desired.get(store)?.kind === "container");

const notRunning = (store: StoreName): DevError =>
  new DevError("SERVICE_NOT_RUNNING", `${store} does not run, and its data are wiped while it does`, { hint: `neotool dev up --only ${store}` });

/** @param only As `--only` says it; empty: every store that runs. @throws {DevError} `USAGE` for a scope that is none. */
export const scopesOf = (instance: RunningInstance, only: readonly string[]): Scopes => (only.length > 0 ? parseScopes(only) : allOf(runningStores(instance)));

/** @throws {DevError} `SERVICE_NOT_RUNNING` for a store that was asked for and does not run. */
export const checkStoresRun = (instance: RunningInstance, scopes: Scopes): void => {
  const running = runningStores(instance);
  for (const store of storesIn(scopes)) if (!running.includes(store)) throw notRunning(store);
};

/** Each store's own parts are loaded by who wipes it. */
const ownWiperOf = async (instance: RunningInstance, scopes: Scopes, store: StoreName, tools: WipeTools): Promise<Wiper> => {
  const { stores, desired, connection } = instance;
  if (isFileStore(store)) {
    const service = desired.get(store);
    const path = service?.kind === "container" ? service.service.volumes?.[0]?.path : undefined;
    if (path === undefined) throw notRunning(store);
    const { fileWiper } = await import("../../data/files/wipe.ts");
    return fileWiper(connection.runtime, { service: store, path, renewal: renewalOf(instance, store) });
  }
  if (store === "postgres" && stores.postgres && scopes.postgres) return (await import("../../data/postgres/wipe.ts")).postgresWiper(stores.postgres, scopes.postgres, tools.clock);
  if (store === "kafka" && stores.kafka && scopes.kafka) return (await import("../../data/kafka/wipe.ts")).kafkaWiper(stores.kafka, scopes.kafka, tools.keepTopics, tools.clock);
  if (store === "minio" && stores.minio && scopes.minio) return (await import("../../data/minio/wipe.ts")).minioWiper(stores.minio, scopes.minio, tools.clock);
  if (store === "vault" && stores.vault && scopes.vault) return (await import("../../data/vault/wipe.ts")).vaultWiper(stores.vault, scopes.vault, tools.renewKeys);
  throw notRunning(store);
};

/** What tests have isolated in a store goes where all of it does. */
const wiperOf = async (instance: RunningInstance, scopes: Scopes, store: StoreName, tools: WipeTools): Promise<Wiper> => {
  const own = await ownWiperOf(instance, scopes, store, tools);
  return scopes[store] === "all" ? isolatedToo(own) : own;
};

/** @throws {DevError} `SERVICE_NOT_RUNNING` for a store that was asked for and does not run. */
export const openWipers = (instance: RunningInstance, scopes: Scopes, tools: WipeTools): Promise<readonly Wiper[]> =>
  Promise.all(storesIn(scopes).map((store) => wiperOf(instance, scopes, store, tools)));
