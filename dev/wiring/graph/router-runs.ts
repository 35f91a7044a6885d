import type { View } from "../../engine/view.ts";
import type { Observed } from "../../planner/observed.ts";

const ROUTER = "router";

/**
 * Whether the gateway runs, so that it can be given a graph: also where something else of the run has failed. Pure.
 *
 * @param view After the run.
 * @param observed Before it.
 */
export const routerRuns = (view: View, observed: Observed): boolean => {
  const router = view.services.get(ROUTER);
  return router ? router.phase === "ready" || router.phase === "running" : observed.containers.get(ROUTER)?.state === "running";
};
