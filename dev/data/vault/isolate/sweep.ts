import { allEnded } from "../../isolation/dispose-all.ts";
import type { Judge } from "../../isolation/judge.ts";
import { overAmong, type Sweeper } from "../../isolation/swept.ts";
import type { VaultStore } from "../../stores.ts";
import { kvMounts } from "../kv.ts";
import { vaultHttp } from "../vault-http.ts";
import { removeMount } from "./open-mounts.ts";

interface Keys {
  readonly data: { readonly keys: readonly string[] };
}

/** Mounts with their policies, roles and tokens: whichever of them a killed process has left. */
export const vaultSweeper = ({ address, action }: VaultStore, isOver: Judge, signal: AbortSignal): Sweeper => {
  const vault = vaultHttp(address, action.token, signal);
  const keysAt = async (path: string): Promise<readonly string[]> => (await vault.get<Keys>(`${path}?list=true`))?.data.keys ?? [];
  return {
    store: "vault",
    find: async () => {
      const [mounts, policies, roles] = await Promise.all([kvMounts(vault), keysAt("sys/policies/acl"), keysAt("auth/token/roles")]);
      const names = [...new Set([...mounts.map(({ path }) => path), ...policies, ...roles])].sort();
      return (await overAmong(names, isOver)).map((name) => ({ store: "vault", kind: "mount", name }));
    },
    remove: (found) => allEnded(found.map(({ name }) => removeMount(vault, name))),
    [Symbol.asyncDispose]: async () => {},
  };
};
