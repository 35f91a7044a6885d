import { DevError } from "../errors/dev-error.ts";
import { httpCall, type HttpAnswer } from "../platform/http-call.ts";

/** KV version 2 of one Vault, over its HTTP API. */
interface VaultClient {
  /** The secret's fields; `undefined` when there is none, or it was deleted. */
  read(mount: string, path: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Writes a new version. @param fields Anything that is JSON. */
  write(mount: string, path: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes only where nothing is: `false` when something is there already. */
  writeIfAbsent(mount: string, path: string, fields: Readonly<Record<string, string>>): Promise<boolean>;
}

const HINT = "neotool dev logs vault says more; neotool dev restart vault starts it anew and writes the keys again.";

const refused = ({ status, body }: HttpAnswer, what: string): DevError =>
  new DevError("TASK_FAILED", `Vault refused ${what}: HTTP ${status}`, { hint: HINT, evidence: body.split("\n").filter((line) => line !== "") });

interface ReadAnswer {
  readonly data?: { readonly data?: Readonly<Record<string, string>> | null; readonly metadata?: { readonly version: number } };
}

const parse = (answer: HttpAnswer, what: string): ReadAnswer => {
  try {
    const parsed: ReadAnswer = JSON.parse(answer.body);
    return parsed;
  } catch {
    throw refused(answer, what); // something else listens there, and says so in its own words
  }
};

/** Vault in dev mode answers from memory. */
const WITHIN_MS = 10_000;

/**
 * @param address For example `http://127.0.0.1:8200`.
 * @throws {DevError} (by all calls) `TASK_FAILED` when Vault refuses or does not answer.
 */
export const vaultClient = (address: string, token: string, signal: AbortSignal): VaultClient => {
  const call = async (mount: string, path: string, body?: string): Promise<HttpAnswer> => {
    try {
      return await httpCall(`${address}/v1/${mount}/data/${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { "X-Vault-Token": token },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]),
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw new DevError("TASK_FAILED", `Vault at ${address} does not answer`, { hint: HINT, cause });
    }
  };
  const look = async (mount: string, path: string): Promise<ReadAnswer> => {
    const what = `to read ${mount}/${path}`;
    const answer = await call(mount, path);
    // A deleted secret answers 404 with its version beside it; one that never was, 404 without.
    if (answer.status !== 200 && answer.status !== 404) throw refused(answer, what);
    return parse(answer, what);
  };
  return {
    read: async (mount, path) => (await look(mount, path)).data?.data ?? undefined,
    write: async (mount, path, data) => {
      const answer = await call(mount, path, JSON.stringify({ data }));
      if (answer.status < 200 || answer.status >= 300) throw refused(answer, `to write ${mount}/${path}`);
    },
    writeIfAbsent: async (mount, path, data) => {
      const { data: there } = await look(mount, path);
      if (there?.data) return false;
      // Compare-and-set: whoever wrote in between wins, and Vault refuses us.
      const cas = there?.metadata?.version ?? 0;
      const answer = await call(mount, path, JSON.stringify({ data, options: { cas } }));
      if (answer.status >= 200 && answer.status < 300) return true;
      if ((await look(mount, path)).data?.data) return false;
      throw refused(answer, `to write ${mount}/${path}`);
    },
  };
};
