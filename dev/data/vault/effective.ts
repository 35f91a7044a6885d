import { createPublicKey } from "node:crypto";
import type { EffectiveSetting, EffectiveSettings } from "../effective.ts";
import type { VaultStore } from "../stores.ts";
import { encoded } from "./kv.ts";
import { vaultHttp } from "./vault-http.ts";

interface Mounts {
  readonly data?: Readonly<Record<string, { readonly type: string; readonly options?: Readonly<Record<string, string>> | null }>>;
}
interface Keys {
  readonly data?: { readonly keys?: readonly string[] };
}
interface Key {
  readonly data?: { readonly data?: Readonly<Record<string, unknown>> | null };
}

/** Vault's own, in every Vault. */
const OWN = ["sys", "system", "identity", "cubbyhole", "ns_system"];

/** How long its modulus is; a public key is no secret, and nothing else of the entry is looked at. */
const bitsOf = (pem: unknown): number | undefined => {
  try {
    return typeof pem === "string" ? createPublicKey(pem).asymmetricKeyDetails?.modulusLength : undefined;
  } catch {
    return undefined;
  }
};

const setting = (value: string): EffectiveSetting => ({ value, isSet: true });

/** Mounts, ways to log in, and the form of the signing key: names and sizes, never a value. @throws {DevError} `TASK_FAILED` */
export const effectiveVault = async ({ address, action: { token, mount, path } }: VaultStore, signal: AbortSignal): Promise<EffectiveSettings> => {
  const vault = vaultHttp(address, token, signal);
  const [mounts, methods, seal, keys] = await Promise.all([
    vault.get<Mounts>("sys/mounts"),
    vault.get<Mounts>("sys/auth"),
    vault.get<{ readonly storage_type?: string }>("sys/seal-status"),
    vault.get<Keys>(`${encoded(mount)}/metadata/${encoded(path)}?list=true`),
  ]);
  const names = keys?.data?.keys ?? [];
  const name = names.includes("default") ? "default" : names[0];
  const entry = name === undefined ? undefined : await vault.get<Key>(`${encoded(mount)}/data/${encoded(`${path}/${name}`)}`);
  const fields = entry?.data?.data ?? {};
  const bits = bitsOf(fields.public);
  const mounted = Object.entries(mounts?.data ?? {}).flatMap(([at, { type, options }]) => (OWN.includes(type) ? [] : [`${at.replace(/\/$/, "")}:${type === "kv" ? `kv-${options?.version ?? "1"}` : type}`]));
  return new Map([
    ["mounts", setting(mounted.sort().join(","))],
    ["auth-methods", setting([...new Set(Object.values(methods?.data ?? {}).map(({ type }) => type))].sort().join(","))],
    ...(seal?.storage_type === undefined ? [] : [["storage", setting(seal.storage_type)] as const]),
    ...(name === undefined ? [] : ([["jwt-key-path", setting(`${mount}/${path}/${name}`)], ["jwt-key-fields", setting(Object.keys(fields).sort().join(","))]] as const)),
    ...(bits === undefined ? [] : [["jwt-key-bits", setting(String(bits))] as const]),
  ]);
};
