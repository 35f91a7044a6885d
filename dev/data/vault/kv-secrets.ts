import { DevError } from "../../errors/dev-error.ts";
import type { Address } from "../../probes/address.ts";
import { encoded } from "../../secrets/vault-call.ts";
import { isLeased } from "../isolation/lease.ts";
import { kvMounts, pathsBelow, removeSecret, type KvMount } from "./kv.ts";
import { vaultHttp, type VaultHttp } from "./vault-http.ts";

/** The current version of one secret. */
export interface Secret {
  readonly mount: string;
  readonly path: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Where secrets are that belong to the instance itself, and to nobody's data. */
export interface OwnPath {
  readonly mount: string;
  readonly path: string;
}

const AT_ONCE = 16;

/** By what names it in a map. */
export const secretId = ({ mount, path }: Pick<Secret, "mount" | "path">): string => `${mount}\u0000${path}`;

const isOwn = (own: OwnPath, mount: string, path: string): boolean => mount === own.mount && (path === own.path || path.startsWith(`${own.path}/`));

interface Read {
  readonly data: { readonly data: Readonly<Record<string, unknown>> | null; readonly metadata: { readonly version: number } };
}

/** Those of version 2, for a snapshot knows a secret by its version; but for those of tests, which may be gone when it is restored. */
const versionedMounts = async (vault: VaultHttp): Promise<readonly KvMount[]> => (await kvMounts(vault)).filter(({ version, path }) => version === 2 && !isLeased(path));

/** Does something with each, a few at a time. */
const eachOf = async <T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(act))));
  return results;
};

/**
 * Every secret that is neither deleted nor the instance's own, in one pass.
 *
 * @throws {DevError} `TASK_FAILED` when Vault refuses or does not answer.
 */
export const readSecrets = async (address: Address, token: string, own: OwnPath, signal: AbortSignal): Promise<readonly Secret[]> => {
  const vault = vaultHttp(address, token, signal);
  const found = await eachOf(await versionedMounts(vault), async (mount) => (await pathsBelow(vault, mount)).filter((path) => !isOwn(own, mount.path, path)).map((path) => ({ mount: mount.path, path })));
  const secrets = await eachOf(found.flat(), async ({ mount, path }): Promise<readonly Secret[]> => {
    const read = await vault.get<Read>(`${mount}/data/${encoded(path)}`);
    return read?.data.data ? [{ mount, path, version: read.data.metadata.version, data: read.data.data }] : [];
  });
  return secrets.flat();
};

/** Whether two passes saw the same. */
export const areSame = (before: readonly Secret[], after: readonly Secret[]): boolean => {
  const versions = new Map(before.map((secret) => [secretId(secret), secret.version]));
  return before.length === after.length && after.every((secret) => versions.get(secretId(secret)) === secret.version);
};

const PASSES = 10;

/**
 * Secrets as they all were in one moment: read until a pass sees what the one before it saw. What lies between two such passes was so the whole
 * time, and the moment is the beginning of the last one.
 *
 * @throws {DevError} `TASK_FAILED` when they never stay as they are.
 */
export const settledSecrets = async (before: readonly Secret[], read: () => Promise<readonly Secret[]>): Promise<readonly Secret[]> => {
  let last = before;
  for (let pass = 0; pass < PASSES; pass += 1) {
    const now = await read();
    if (areSame(last, now)) return now;
    last = now;
  }
  throw new DevError("TASK_FAILED", `Vault's secrets changed in each of ${PASSES} looks at them`, { hint: "Something writes to Vault all the time: stop it, then run the same command again." });
};

/**
 * Makes Vault's secrets what a snapshot has: writes those that differ, and removes those that it has not. The instance's own stay.
 *
 * @throws {DevError} `TASK_FAILED` when Vault refuses or does not answer.
 */
export const writeSecrets = async (wanted: readonly Secret[], address: Address, token: string, own: OwnPath, signal: AbortSignal): Promise<void> => {
  const vault = vaultHttp(address, token, signal);
  const mounts = (await versionedMounts(vault)).map(({ path }) => path);
  for (const mount of new Set(wanted.map((secret) => secret.mount))) {
    if (!mounts.includes(mount)) await vault.post(`sys/mounts/${encoded(mount)}`, { type: "kv", options: { version: "2" } });
  }
  const there = new Map((await readSecrets(address, token, own, signal)).map((secret) => [secretId(secret), secret]));
  const names = new Set(wanted.map(secretId));
  await eachOf([...there.values()].filter((secret) => !names.has(secretId(secret))), ({ mount, path }) => removeSecret(vault, { path: mount, version: 2 }, path));
  const differs = wanted.filter((secret) => JSON.stringify(there.get(secretId(secret))?.data) !== JSON.stringify(secret.data));
  await eachOf(differs, ({ mount, path, data }) => vault.post(`${mount}/data/${encoded(path)}`, { data }));
};

/** One to a line. */
export const formatSecrets = (secrets: readonly Secret[]): string => secrets.map((secret) => `${JSON.stringify(secret)}\n`).join("");
export const parseSecrets = (text: string): readonly Secret[] =>
  text.split("\n").flatMap((line): readonly Secret[] => (line === "" ? [] : [JSON.parse(line)]));
