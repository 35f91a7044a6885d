import { encoded } from "../../secrets/vault-call.ts";
import type { VaultHttp } from "./vault-http.ts";

/** A mount that keeps keys and values. */
export interface KvMount {
  /** Without slashes at its ends. */
  readonly path: string;
  /** 2 keeps older versions of each secret. */
  readonly version: 1 | 2;
}

interface Mounts {
  readonly data: Readonly<Record<string, { readonly type: string; readonly options: Readonly<Record<string, string>> | null }>>;
}
interface Keys {
  readonly data: { readonly keys: readonly string[] };
}

/** @throws {DevError} (as all here) `TASK_FAILED` when Vault refuses or does not answer. */
export const kvMounts = async (vault: VaultHttp): Promise<readonly KvMount[]> => {
  const mounts = await vault.get<Mounts>("sys/mounts");
  return Object.entries(mounts?.data ?? {}).flatMap(([path, { type, options }]): KvMount[] => (type === "kv" ? [{ path: path.replace(/\/$/, ""), version: options?.version === "2" ? 2 : 1 }] : []));
};

/** Where a secret is as a whole, with all its versions. */
const whole = ({ path: mount, version }: KvMount, path: string): string => `${encoded(mount)}/${version === 2 ? "metadata/" : ""}${encoded(path)}`;

/** All paths below a folder, without the mount; those of deleted secrets among them. @param folder @default the whole mount */
export const pathsBelow = async (vault: VaultHttp, mount: KvMount, folder = ""): Promise<readonly string[]> => {
  const listed = await vault.get<Keys>(`${whole(mount, folder)}?list=true`);
  const below = await Promise.all((listed?.data.keys ?? []).map(async (key) => (key.endsWith("/") ? pathsBelow(vault, mount, `${folder}${key}`) : [`${folder}${key}`])));
  return below.flat();
};

/** With all its versions. */
export const removeSecret = (vault: VaultHttp, mount: KvMount, path: string): Promise<void> => vault.remove(whole(mount, path));
