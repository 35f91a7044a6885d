import { httpCall, type HttpAnswer } from "../platform/http-call.ts";
import type { Address } from "./address.ts";

/** One GET on a connection of its own. @throws when there is no whole answer in time, or the signal is aborted. */
export const httpGet = ({ host, port }: Address, path: string, headers: Readonly<Record<string, string>>, timeoutMs: number, signal?: AbortSignal): Promise<HttpAnswer> => {
  const timeout = AbortSignal.timeout(timeoutMs);
  return httpCall(`http://${host}:${port}${path}`, { method: "GET", headers, isAlone: true, signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
};
