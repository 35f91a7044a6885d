import type { Runtime } from "../../../engine/runtime.ts";
import { renewalOf, type Renewable } from "../renewal.ts";

interface Running extends Renewable {
  readonly connection: { readonly runtime: Pick<Runtime, "exec" | "apply"> };
}

/**
 * Ends a service whose data are about to be exchanged: in its container where it can begin anew there, which is a second sooner, else with its container. What is there
 * is thrown away, so an orderly end would be for nothing.
 */
export const makeWay = async (running: Running, service: string, signal: AbortSignal): Promise<"aside" | "stopped"> => {
  const { runtime } = running.connection;
  const renewal = renewalOf(running, service);
  const isAside = renewal !== undefined && (await runtime.exec(service, renewal, signal).then(({ exitCode }) => exitCode === 0, () => false));
  if (isAside) return "aside";
  await runtime.apply({ kind: "stop", service, grace: "none" }, signal);
  return "stopped";
};
