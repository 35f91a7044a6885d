import { variable, type Environment } from "./services.ts";

/** A KV v2 secret as an application reads it; `undefined` where there is none. */
export const readSecret = async (env: Environment, path: string): Promise<Environment | undefined> => {
  const answer = await call(env, path, {});
  if (answer.status === 404) return undefined;
  const { data }: { data: { data: Environment } } = JSON.parse(await answer.text());
  return data.data;
};

/** Writes a new version, whatever is there. */
export const writeSecret = async (env: Environment, path: string, data: Environment): Promise<void> => {
  const answer = await call(env, path, { method: "POST", body: JSON.stringify({ data }) });
  if (!answer.ok) throw new Error(`Vault answered HTTP ${answer.status}: ${await answer.text()}`);
};

/** `secret/jwt/keys/default` stands at `secret/data/jwt/keys/default`. */
const call = (env: Environment, path: string, init: RequestInit): Promise<Response> => {
  const [mount, ...rest] = path.split("/");
  return fetch(`${variable(env, "VAULT_ADDRESS")}/v1/${mount}/data/${rest.join("/")}`, { ...init, headers: { "X-Vault-Token": variable(env, "VAULT_TOKEN") } });
};
