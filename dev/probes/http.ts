import { rootMessage } from "../errors/dev-error.ts";
import type { Verdict } from "../model/probe.ts";
import type { Address } from "./address.ts";

/** GET answers with one of the expected status codes. */
export const probeHttp = async ({ host, port }: Address, path: string, status: readonly number[], timeoutMs: number): Promise<Verdict> => {
  try {
    const answer = await fetch(`http://${host}:${port}${path}`, { signal: AbortSignal.timeout(timeoutMs), redirect: "manual" });
    await answer.body?.cancel();
    return status.includes(answer.status) ? { ready: true } : { ready: false, reason: `GET ${path} answered HTTP ${answer.status}` };
  } catch (error) {
    return { ready: false, reason: rootMessage(error) };
  }
};
