import { DevError } from "../../errors/dev-error.ts";
import { httpCall } from "../../platform/http-call.ts";
import type { Address } from "../../probes/address.ts";

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

const HINT = "neotool dev logs vault says more.";
/** In dev mode it answers from memory. */
const WITHIN_MS = 10_000;
const NOT_FOUND = 404;

/** @throws {DevError} (by every call) `TASK_FAILED` when Vault refuses or does not answer. */
export const vaultHttp = ({ host, port }: Address, token: string, signal: AbortSignal): VaultHttp => {
  const call = async (method: "GET" | "POST" | "DELETE", path: string, body?: string): Promise<{ readonly status: number; readonly text: string }> => {
    try {
      const answer = await httpCall(`http://${host}:${port}/v1/${path}`, { method, headers: { "X-Vault-Token": token }, body, signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]) });
      return { status: answer.status, text: answer.body };
    } catch (cause) {
      signal.throwIfAborted();
      throw new DevError("TASK_FAILED", `Vault at ${host}:${port} does not answer`, { hint: HINT, cause });
    }
  };
  // Without the answer's text: it may quote a secret.
  const refused = (what: string, status: number) => new DevError("TASK_FAILED", `Vault refused ${what}: HTTP ${status}`, { hint: HINT });
  const change = async (method: "POST" | "DELETE", path: string, body?: string): Promise<string> => {
    const { status, text } = await call(method, path, body);
    if (status < 200 || status >= 300) throw refused(`${method} ${path}`, status);
    return text;
  };
  return {
    get: async <T>(path: string): Promise<T | undefined> => {
      const { status, text } = await call("GET", path);
      if (status === NOT_FOUND) return undefined; // also one that was deleted
      if (status !== 200) throw refused(`GET ${path}`, status);
      const value: T = JSON.parse(text);
      return value;
    },
    status: async (path) => (await call("GET", path)).status,
    post: async (path, body) => void (await change("POST", path, JSON.stringify(body))),
    ask: async <T>(path: string, body: unknown): Promise<T> => {
      const value: T = JSON.parse(await change("POST", path, JSON.stringify(body)));
      return value;
    },
    remove: async (path) => void (await change("DELETE", path)),
  };
};
