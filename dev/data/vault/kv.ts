import { DevError } from "../../errors/dev-error.ts";
import type { VaultStore } from "../stores.ts";

/** A mount that keeps keys and values. */
export interface KvMount {
  /** Without slashes at its ends. */
  readonly path: string;
  /** 2 keeps older versions of each secret. */
  readonly version: 1 | 2;
}

interface MountsAnswer {
  readonly data: Readonly<Record<string, { readonly type: string; readonly options: { readonly version?: string } | null }>>;
}

interface ListAnswer {
  readonly data: { readonly keys: readonly string[] };
}

const WITHIN_MS = 10_000;

/** What secrets a Vault keeps, whatever is in them. */
export interface Kv {
  mounts(): Promise<readonly KvMount[]>;
  /** Paths of all secrets below a folder, without the mount. @param folder @default the whole mount */
  list(mount: KvMount, folder?: string): Promise<readonly string[]>;
  /** With all its versions. */
  delete(mount: KvMount, path: string): Promise<void>;
}

const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** @throws {DevError} (by every call) `TASK_FAILED` when Vault refuses or does not answer. */
export const openKv = ({ address: { host, port }, action: { token } }: VaultStore, signal: AbortSignal): Kv => {
  const ask = async (method: "GET" | "DELETE", path: string): Promise<Response> => {
    const url = `http://${host}:${port}/v1/${path}`;
    try {
      return await fetch(url, { method, headers: { "X-Vault-Token": token }, signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]) });
    } catch (cause) {
      signal.throwIfAborted();
      throw new DevError("TASK_FAILED", `Vault at ${host}:${port} does not answer`, { hint: "neotool dev logs vault says more.", cause });
    }
  };
  /** `undefined` where nothing is. */
  const asked = async (method: "GET" | "DELETE", path: string): Promise<string | undefined> => {
    const answer = await ask(method, path);
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new DevError("TASK_FAILED", `Vault refused ${path}: HTTP ${answer.status}`, { hint: "neotool dev logs vault says more." });
    return await answer.text();
  };
  const keysOf = (version: 1 | 2): string => (version === 2 ? "/metadata" : "");
  const list: Kv["list"] = async (mount, folder = "") => {
    const answer = await asked("GET", `${encoded(mount.path)}${keysOf(mount.version)}/${encoded(folder)}?list=true`);
    if (answer === undefined) return [];
    const { data }: ListAnswer = JSON.parse(answer);
    const below = await Promise.all(data.keys.map((key) => (key.endsWith("/") ? list(mount, `${folder}${key}`) : [`${folder}${key}`])));
    return below.flat();
  };
  return {
    list,
    mounts: async () => {
      const answer = await asked("GET", "sys/mounts");
      if (answer === undefined) return [];
      const { data }: MountsAnswer = JSON.parse(answer);
      return Object.entries(data).flatMap(([path, { type, options }]): KvMount[] => (type === "kv" ? [{ path: path.replace(/\/$/, ""), version: options?.version === "2" ? 2 : 1 }] : []));
    },
    delete: async ({ path: mount, version }, path) => void (await asked("DELETE", `${encoded(mount)}${keysOf(version)}/${encoded(path)}`)),
  };
};
