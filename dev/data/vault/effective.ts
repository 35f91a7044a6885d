import { createPublicKey } from "node:crypto";
import { encoded } from "../../secrets/vault-call.ts";
import type { EffectiveSetting, EffectiveSettings } from "../effective.ts";
import type { VaultStore } from "../stores.ts";
import { isLeased } from "../isolation/lease.ts";
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

const EVERYWHERE = ["root", "default"];

/** Its kind and how long its modulus is; a public key is no secret, and nothing else of the entry is looked at. */
const keyForm = (pem: unknown): { readonly type: string | undefined; readonly bits: number | undefined } | undefined => {
  try {
    if (typeof pem !== "string") return undefined;
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem);
    return { type: asymmetricKeyType, bits: asymmetricKeyDetails?.modulusLength };
  } catch {
    return undefined;
  }
};

const setting = (value: string): EffectiveSetting => ({ value, isSet: true });

/** Mounts without those of running tests, ways to log in, policies, and the form of the signing key: names and sizes, never a value. @throws {DevError} `TASK_FAILED` */
export const effectiveVault = async ({ address, action: { token, mount, path } }: VaultStore, signal: AbortSignal): Promise<EffectiveSettings> => {
  const vault = vaultHttp(address, token, signal);
  const [mounts, methods, seal, policies, keys] = await Promise.all([
    vault.get<Mounts>("sys/mounts"),
    vault.get<Mounts>("sys/auth"),
    vault.get<{ readonly storage_type?: string; readonly version?: string }>("sys/seal-status"),
    vault.get<Keys>("sys/policies/acl?list=true"),
    vault.get<Keys>(`${encoded(mount)}/metadata/${encoded(path)}?list=true`),
  ]);
  const names = keys?.data?.keys ?? [];
  const name = names.includes("default") ? "default" : names[0];
  const entry = name === undefined ? undefined : await vault.get<Key>(`${encoded(mount)}/data/${encoded(`${path}/${name}`)}`);
  const fields = entry?.data?.data ?? {};
  const key = keyForm(fields.public);
  const mounted = Object.entries(mounts?.data ?? {}).flatMap(([at, { type, options }]) => (OWN.includes(type) || isLeased(at) ? [] : [`${at.replace(/\/$/, "")}:${type === "kv" ? `kv-${options?.version ?? "1"}` : type}`]));
  return new Map([
    ["mounts", setting(mounted.sort().join(","))],
    ["auth-methods", setting([...new Set(Object.values(methods?.data ?? {}).map(({ type }) => type))].sort().join(","))],
    ["policies", setting((policies?.data?.keys ?? []).filter((name) => !EVERYWHERE.includes(name) && !isLeased(name)).sort().join(","))],
    ...(seal?.version === undefined ? [] : [["version", setting(seal.version.split("+")[0] ?? "")] as const]),
    ...(seal?.storage_type === undefined ? [] : [["storage", setting(seal.storage_type)] as const]),
    ...(name === undefined ? [] : ([["jwt-key-path", setting(`${mount}/${path}/${name}`)], ["jwt-key-fields", setting(Object.keys(fields).sort().join(","))]] as const)),
    ...(key?.bits === undefined ? [] : [["jwt-key-bits", setting(String(key.bits))] as const]),
    ...(key?.type === undefined ? [] : [["jwt-key-algorithm", setting(key.type)] as const]),
  ]);
};
