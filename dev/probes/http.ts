import type { Verdict } from "../model/probe.ts";
import type { Address } from "./address.ts";
import { httpGet } from "./http-get.ts";
import { noAnswer } from "./no-answer.ts";

/** GET answers with one of the expected status codes. */
export const probeHttp = async (address: Address, path: string, expected: readonly number[], timeoutMs: number): Promise<Verdict> => {
  try {
    const { status } = await httpGet(address, path, {}, timeoutMs);
    return expected.includes(status) ? { ready: true } : { ready: false, reason: `GET ${path} answered HTTP ${status}` };
  } catch (error) {
    return { ready: false, reason: noAnswer(error) };
  }
};
