import type { HttpAnswer } from "../../platform/http-call.ts";
import type { Address } from "../../probes/address.ts";
import { isAccepted, vaultCall, vaultRefused } from "../../secrets/vault-call.ts";

/** Vault's HTTP API, as far as it is about secrets. Paths are below `/v1/`. */
export interface VaultHttp {
  /** `undefined`: there is none. */
  get<T>(path: string): Promise<T | undefined>;
  /** The HTTP status of a GET, whatever it is. */
  status(path: string): Promise<number>;
  post(path: string, body: unknown): Promise<void>;
  /** The same, where the answer says something. */
  ask<T>(path: string, body: unknown): Promise<T>;
  remove(path: string): Promise<void>;
}

const NOT_FOUND = 404;

/** @throws {DevError} (by every call) `TASK_FAILED` when Vault refuses or does not answer. */
export const vaultHttp = ({ host, port }: Address, token: string, signal: AbortSignal): VaultHttp => {
  const call = vaultCall(`http://${host}:${port}`, token, signal);
  const change = async (method: "POST" | "DELETE", path: string, body?: string): Promise<HttpAnswer> => {
    const answer = await call(method, path, body);
    if (!isAccepted(answer)) throw vaultRefused(`${method} ${path}`, answer);
    return answer;
  };
  return {
    get: async <T>(path: string): Promise<T | undefined> => {
      const answer = await call("GET", path);
      if (answer.status === NOT_FOUND) return undefined; // also one that was deleted
      if (answer.status !== 200) throw vaultRefused(`GET ${path}`, answer);
      const value: T = JSON.parse(answer.body);
      return value;
    },
    status: async (path) => (await call("GET", path)).status,
    post: async (path, body) => void (await change("POST", path, JSON.stringify(body))),
    ask: async <T>(path: string, body: unknown): Promise<T> => {
      const value: T = JSON.parse((await change("POST", path, JSON.stringify(body))).body);
      return value;
    },
    remove: async (path) => void (await change("DELETE", path)),
  };
};
