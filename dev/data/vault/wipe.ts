import { judgeAll } from "../isolation/judge.ts";
import { isLeased } from "../isolation/lease.ts";
import type { Holding, Wiper } from "../reset/holding.ts";
import type { Scopes } from "../reset/scope.ts";
import type { VaultStore } from "../stores.ts";
import { chooseFromVault, isBelow } from "./choose.ts";
import { vaultSweeper } from "./isolate/sweep.ts";
import { kvMounts, pathsBelow, removeSecret, type KvMount } from "./kv.ts";
import { SEED_LEDGER_PATH } from "./seed-ledger.ts";
import { vaultHttp, type VaultHttp } from "./vault-http.ts";

interface Secret {
  readonly mount: KvMount;
  readonly path: string;
}

/** A sweep of tests' mounts is a few calls. */
const FOREVER = new AbortController().signal;

const nameOf = ({ mount, path }: Secret): string => `${mount.path}/${path}`;

const everySecret = async (vault: VaultHttp): Promise<readonly Secret[]> =>
  (await Promise.all((await kvMounts(vault)).filter(({ path }) => !isLeased(path)).map(async (mount) => (await pathsBelow(vault, mount)).map((path) => ({ mount, path }))))).flat();

/**
 * Secrets with all their versions, but for those in mounts that tests have isolated.
 *
 * @param renewKeys Puts a new key pair in the place of the instance's own; called only where the scope says so.
 */
export const vaultWiper = (store: VaultStore, scope: NonNullable<Scopes["vault"]>, renewKeys: (signal: AbortSignal) => Promise<void>): Wiper => {
  const { mount, path, token } = store.action;
  const open = (signal: AbortSignal): VaultHttp => vaultHttp(store.address, token, signal);
  const jwt = `${mount}/${path}`;
  let wiped: ReadonlySet<string> = new Set();
  const ledger = `${mount}/${SEED_LEDGER_PATH}`;
  const isKey = (secret: Secret): boolean => isBelow(nameOf(secret), jwt);
  const isLedger = (secret: Secret): boolean => isBelow(nameOf(secret), ledger);
  const chosen = (secrets: readonly Secret[]): readonly Secret[] => chooseFromVault(scope, secrets.filter((secret) => !isLedger(secret)), nameOf, jwt);
  return {
    store: "vault",
    greet: async (signal) => void (await kvMounts(open(signal))),
    holdings: async (signal) =>
      chosen(await everySecret(open(signal))).map((secret): Holding => ({ store: "vault", kind: isKey(secret) ? "key pair" : "secret", name: nameOf(secret), count: undefined, bytes: undefined })),
    wipe: async (signal) => {
      const vault = open(signal);
      const everything = await everySecret(vault);
      // What was seeded into it is nothing that anybody knows of any more: the next seed writes all of it again.
      const meant = chosen(everything);
      const secrets = [...meant, ...(meant.every(isKey) ? [] : everything.filter(isLedger))];
      wiped = new Set(secrets.map(nameOf));
      await Promise.all(secrets.map((secret) => removeSecret(vault, secret.mount, secret.path)));
      if (scope !== "all" && scope.some((part) => "jwt" in part)) await renewKeys(signal);
      return [];
    },
    isolated: vaultSweeper(store, judgeAll, FOREVER),
    left: async (signal) => (await everySecret(open(signal))).map(nameOf).filter((name) => wiped.has(name) && !isBelow(name, jwt)).map((name) => `secret ${name}`),
    [Symbol.asyncDispose]: async () => {},
  };
};
