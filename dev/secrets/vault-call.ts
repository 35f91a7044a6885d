import { DevError } from "../errors/dev-error.ts";
import { httpCall, type HttpAnswer } from "../platform/http-call.ts";

/** One call of Vault's HTTP API. @param path Below `/v1/`. @throws {DevError} `TASK_FAILED` when nobody answers, which says nothing of what Vault thinks of it. */
export type VaultCall = (method: "GET" | "POST" | "DELETE", path: string, body?: string) => Promise<HttpAnswer>;

/** Of a path inside a URL: its slashes stay. */
export const encoded = (path: string): string => path.split("/").map(encodeURIComponent).join("/");

/** In dev mode it answers from memory. */
const WITHIN_MS = 10_000;

const HINT = "neotool dev logs vault says more; neotool dev restart vault starts it anew and writes the keys again.";

/** @param address For example `http://127.0.0.1:8200`. */
export const vaultCall =
  (address: string, token: string, signal: AbortSignal): VaultCall =>
  async (method, path, body) => {
    try {
      return await httpCall(`${address}/v1/${path}`, { method, headers: { "X-Vault-Token": token }, body, signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]) });
    } catch (cause) {
      signal.throwIfAborted();
      throw new DevError("TASK_FAILED", `Vault at ${address} does not answer`, { hint: HINT, cause });
    }
  };

/** With its words, which name what was asked for and never what is kept there. @param what For example `to read secret/app`. */
export const vaultRefused = (what: string, { status, body }: HttpAnswer): DevError =>
  new DevError("TASK_FAILED", `Vault refused ${what}: HTTP ${status}`, { hint: HINT, evidence: body.split("\n").filter((line) => line !== "") });

export const isAccepted = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;
