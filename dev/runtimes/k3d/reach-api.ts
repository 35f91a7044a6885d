import { DevError } from "../../errors/dev-error.ts";
import type { Clock } from "../../platform/clock.ts";
import { openApi, type Api } from "./api.ts";
import { readAccess } from "./kubeconfig.ts";

/** How long a node that has just been started may take until it answers, and one that runs on. */
const AFTER_START_MS = 60_000;
const ANSWERS_WITHIN_MS = 5_000;
const PAUSE_MS = 100;

const isReady = async (api: Api, signal: AbortSignal): Promise<boolean> => {
  try {
    await api.ask({ method: "GET", path: "/api/v1/namespaces/default/serviceaccounts/default" }, AbortSignal.any([signal, AbortSignal.timeout(ANSWERS_WITHIN_MS)]));
    return true;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return false;
  }
};

/** The API of a cluster that answers; `undefined` where there is none in time. @param startedAt ISO 8601: when its node was started. */
export const reachApi = async (kubeconfig: string, startedAt: string, clock: Clock, signal: AbortSignal): Promise<Api | undefined> => {
  const access = await readAccess(kubeconfig);
  if (!access) return undefined;
  const api = openApi(access);
  // By the calendar only how long ago it was started: the engine's clock may be another one.
  const age = Math.max(0, clock.date().getTime() - Date.parse(startedAt));
  const until = clock.now() + AFTER_START_MS - age;
  while (!(await isReady(api, signal))) {
    if (!(clock.now() < until)) {
      api[Symbol.dispose]();
      return undefined;
    }
    await clock.sleep(PAUSE_MS, signal);
  }
  return api;
};

export const notReachable = (): DevError => new DevError("CLUSTER_FAILED", "The cluster of this instance does not answer", { hint: "neotool dev up starts it, or makes it anew with its data." });
