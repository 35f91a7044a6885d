import type { Moment } from "../../../data/diff/comparable.ts";
import { DIFF_STORES, type DiffStore } from "../../../data/diff/diff.ts";
import type { DiffSide } from "../../../data/diff/diff-stores.ts";
import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { LIVE } from "../../../data/snapshot/names.ts";
import { ofUsers } from "../../../data/vault/diff-secrets.ts";
import { parseSecrets, readSecrets } from "../../../data/vault/kv-secrets.ts";
import type { Stores } from "../../../data/stores.ts";
import type { Project } from "../../project.ts";
import type { RunningInstance } from "../running-instance.ts";
import type { Revived } from "./revive.ts";

/** Where the instance's own secrets are. */
const mountOf = ({ stack }: Project): string =>
  stack.services.flatMap((service) => (service.kind === "task" && service.action.kind === "vault-jwt-keys" ? [service.action.mount] : []))[0] ?? "";

/** A rejection that nobody waits for yet is no loss: who waits is told. */
const later = <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {});
  return promise;
};

const present = <T>(store: T | undefined): Promise<T> | undefined => (store === undefined ? undefined : Promise.resolve(store));

const inStores = (stores: Stores): readonly DiffStore[] => DIFF_STORES.filter((store) => stores[store] !== undefined);

/** What runs has what runs of it. Pure. */
export const liveMoment = ({ stores }: Pick<RunningInstance, "stores">): Moment => ({ name: LIVE, has: inStores(stores), lack: (store) => `${store} does not run` });

/** Pure. */
export const snapshotMoment = ({ name, parts, secrets }: Pick<SnapshotManifest, "name" | "parts" | "secrets">): Moment => ({
  name,
  has: DIFF_STORES.filter((store) => (store === "vault" ? secrets !== null : parts.some(({ service }) => service === store))),
  lack: (store) => `the snapshot ${name} has nothing of ${store}`,
});

/** What runs. */
export const liveSide = (project: Project, { stores: { postgres, kafka, minio, vault } }: RunningInstance, asked: readonly DiffStore[], signal: AbortSignal): DiffSide => ({
  postgres: present(postgres),
  kafka: present(kafka),
  minio: present(minio),
  vault: vault && asked.includes("vault") ? later(readSecrets(vault.address, vault.action.token, vault.action, signal).then((secrets) => ofUsers(secrets, mountOf(project)))) : undefined,
});

/** What was brought to life of a snapshot. */
export const snapshotSide = (project: Project, revived: Revived, asked: readonly DiffStore[]): DiffSide => {
  const once = <S extends "postgres" | "kafka" | "minio">(store: S): Promise<NonNullable<Stores[S]>> | undefined =>
    asked.includes(store)
      ? later(revived.ready(store).then((stores) => {
          const found = stores[store];
          if (!found) throw new Error(`${store} of a snapshot is to be asked, and nobody knows how`);
          return found;
        }))
      : undefined;
  return {
    postgres: once("postgres"),
    kafka: once("kafka"),
    minio: once("minio"),
    vault: asked.includes("vault") ? later(revived.secrets.then((text) => ofUsers(parseSecrets(text ?? ""), mountOf(project)))) : undefined,
  };
};
