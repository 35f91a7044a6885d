/**
 * A KV mount (version 2) of its own, with a token that reaches nothing else. Removed by `await using`, with its secrets, its policy
 * and its token.
 *
 * @example
 * await using mount = await isolation.mount();
 * await fetch(`${mount.address}/v1/${mount.path}/data/app`, { method: "POST", headers: { "X-Vault-Token": mount.token }, body: JSON.stringify({ data: { password: "one" } }) });
 */
export interface IsolatedMount extends AsyncDisposable {
  /** Of the mount, without slashes: a secret is at `<path>/data/<name>`, as in `secret/data/<name>`. */
  readonly path: string;
  /** `http://host:port`, as `VAULT_ADDR` has it. */
  readonly address: string;
  /** A secret. */
  readonly token: string;
  /** Makes the secrets in it now the state that {@link restore} brings back, in place of none. @throws {DevError} `TASK_FAILED` */
  save(): Promise<void>;
  /** Brings back the secrets of the last {@link save}: others go with all their versions, changed ones get a new version with what was kept. @throws {DevError} `TASK_FAILED` */
  restore(): Promise<void>;
}

/** Pure. Everything below one mount, its settings, and nothing else. */
export const mountPolicy = (mount: string): string =>
  [
    `path "${mount}/*" { capabilities = ["create", "read", "update", "patch", "delete", "list"] }`,
    // What clients ask before their first secret, to know the version of the engine.
    `path "sys/internal/ui/mounts/${mount}/*" { capabilities = ["read"] }`,
    'path "auth/token/lookup-self" { capabilities = ["read"] }',
  ].join("\n");
