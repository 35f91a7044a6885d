import type { HttpAnswer } from "../platform/http-call.ts";
import { encoded, isAccepted, vaultCall, vaultRefused } from "./vault-call.ts";

/** KV version 2 of one Vault, over its HTTP API. */
interface VaultClient {
  /** The secret's fields; `undefined` when there is none, or it was deleted. */
  read(mount: string, path: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Writes a new version. @param fields Anything that is JSON. */
  write(mount: string, path: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes only where nothing is: `false` when something is there already. */
  writeIfAbsent(mount: string, path: string, fields: Readonly<Record<string, string>>): Promise<boolean>;
}

interface ReadAnswer {
  readonly data?: { readonly data?: Readonly<Record<string, string>> | null; readonly metadata?: { readonly version: number } };
}

const parse = (answer: HttpAnswer, what: string): ReadAnswer => {
  try {
    const parsed: ReadAnswer = JSON.parse(answer.body);
    return parsed;
  } catch {
    throw vaultRefused(what, answer); // something else listens there, and says so in its own words
  }
};

/**
 * @param address For example `http://127.0.0.1:8200`.
 * @throws {DevError} (by all calls) `TASK_FAILED` when Vault refuses or does not answer.
 */
export const vaultClient = (address: string, token: string, signal: AbortSignal): VaultClient => {
  const call = vaultCall(address, token, signal);
  const pathOf = (mount: string, path: string) => `${encoded(mount)}/data/${encoded(path)}`;
  const look = async (mount: string, path: string): Promise<ReadAnswer> => {
    const what = `to read ${mount}/${path}`;
    const answer = await call("GET", pathOf(mount, path));
    // A deleted secret answers 404 with its version beside it; one that never was, 404 without.
    if (answer.status !== 200 && answer.status !== 404) throw vaultRefused(what, answer);
    return parse(answer, what);
  };
  return {
    read: async (mount, path) => (await look(mount, path)).data?.data ?? undefined,
    write: async (mount, path, data) => {
      const answer = await call("POST", pathOf(mount, path), JSON.stringify({ data }));
      if (!isAccepted(answer)) throw vaultRefused(`to write ${mount}/${path}`, answer);
    },
    writeIfAbsent: async (mount, path, data) => {
      const { data: there } = await look(mount, path);
      if (there?.data) return false;
      // Compare-and-set: whoever wrote in between wins, and Vault refuses us.
      const cas = there?.metadata?.version ?? 0;
      const answer = await call("POST", pathOf(mount, path), JSON.stringify({ data, options: { cas } }));
      if (isAccepted(answer)) return true;
      if ((await look(mount, path)).data?.data) return false;
      throw vaultRefused(`to write ${mount}/${path}`, answer);
    },
  };
};
