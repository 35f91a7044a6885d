import { awaitReady } from "../../../probes/await-ready.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { encoded } from "../../../secrets/vault-call.ts";
import { disposeAll, onceDone } from "../../isolation/dispose-all.ts";
import { formatLease, LEASE_SECONDS, newLease } from "../../isolation/lease.ts";
import type { IsolationTools } from "../../isolation/tools.ts";
import type { VaultStore } from "../../stores.ts";
import { pathsBelow, removeSecret } from "../kv.ts";
import { vaultHttp, type VaultHttp } from "../vault-http.ts";
import { mountPolicy, type IsolatedMount } from "./isolated-mount.ts";

/** What isolates secrets in one Vault. */
export interface IsolatedMounts extends AsyncDisposable {
  mount(): Promise<IsolatedMount>;
}

/** Mount, policy and the role that the token comes from, which all have one name. What is gone already is no failure. */
export const removeMount = async (vault: VaultHttp, name: string): Promise<void> => {
  await vault.post(`sys/leases/revoke-prefix/auth/token/create/${name}`, { sync: true });
  await Promise.all([vault.remove(`sys/mounts/${name}`), vault.remove(`sys/policies/acl/${name}`), vault.remove(`auth/token/roles/${name}`)]);
};

const FOREVER = new AbortController().signal;
const READY_WITHIN_MS = 10_000;
/** Longer than any test. It ends with its mount. */
const TOKEN_TTL = `${7 * 24}h`;

type Data = Readonly<Record<string, unknown>>;
type Saved = ReadonlyMap<string, Data>;

const readAll = async (vault: VaultHttp, path: string): Promise<Saved> => {
  const paths = await pathsBelow(vault, { path, version: 2 });
  const read = await Promise.all(
    paths.map(async (secret): Promise<readonly (readonly [string, Data])[]> => {
      const answer = await vault.get<{ readonly data: { readonly data: Data | null } }>(`${path}/data/${encoded(secret)}`);
      return answer?.data.data ? [[secret, answer.data.data]] : []; // its last version was deleted
    }),
  );
  return new Map(read.flat());
};

const restore = async (vault: VaultHttp, path: string, saved: Saved): Promise<void> => {
  const [paths, present] = await Promise.all([pathsBelow(vault, { path, version: 2 }), readAll(vault, path)]);
  await Promise.all(paths.filter((secret) => !saved.has(secret)).map((secret) => removeSecret(vault, { path, version: 2 }, secret)));
  const changed = [...saved].filter(([secret, data]) => JSON.stringify(present.get(secret)) !== JSON.stringify(data));
  await Promise.all(changed.map(([secret, data]) => vault.post(`${path}/data/${encoded(secret)}`, { data })));
};

export const openMounts = ({ address, action }: VaultStore, { owner, clock }: IsolationTools): IsolatedMounts => {
  const vault = vaultHttp(address, action.token, FOREVER);
  const open = new Set<IsolatedMount>();

  /** Version 2 is made of version 1 in the background, and refuses everything meanwhile. */
  const untilReady = async (path: string): Promise<void> => {
    const question = async () => ((await vault.status(`${path}/config`)) === 200 ? ({ ready: true } as const) : ({ ready: false, reason: "it is not ready yet" } as const));
    const verdict = await awaitReady(question, { timeoutMs: READY_WITHIN_MS, signal: FOREVER }, clock);
    if (!verdict.ready) throw new DevError("TASK_FAILED", `Vault made the mount ${path}, and ${verdict.reason}`, { hint: "neotool dev logs vault says more." });
  };

  const make = async (path: string): Promise<string> => {
    await Promise.all([
      vault.post(`sys/mounts/${path}`, { type: "kv", options: { version: "2" }, description: "of a test; removed with it" }).then(() => untilReady(path)),
      vault.post(`sys/policies/acl/${path}`, { policy: mountPolicy(path) }),
      // A role of its own, because what was made by a role can be revoked by its name, without knowing any token.
      vault.post(`auth/token/roles/${path}`, { allowed_policies: [path], orphan: true, renewable: true, token_no_default_policy: true }),
    ]);
    const { auth } = await vault.ask<{ readonly auth: { readonly client_token: string } }>(`auth/token/create/${path}`, { policies: [path], ttl: TOKEN_TTL, display_name: "neotool-test" });
    return auth.client_token;
  };

  return {
    mount: async () => {
      const path = formatLease(newLease(owner, clock.date(), LEASE_SECONDS), "-");
      const token = await make(path).catch(async (error: unknown) => {
        await removeMount(vault, path).catch(() => {}); // why it was not made says more
        throw error;
      });
      let saved: Saved = new Map();
      const remove = async (): Promise<void> => {
        await removeMount(vault, path);
        open.delete(mount);
      };
      const mount: IsolatedMount = {
        path,
        address: `http://${address.host}:${address.port}`,
        token,
        save: async () => {
          saved = await readAll(vault, path);
        },
        restore: () => restore(vault, path, saved),
        [Symbol.asyncDispose]: onceDone(remove),
      };
      open.add(mount);
      return mount;
    },
    [Symbol.asyncDispose]: () => disposeAll(open),
  };
};
