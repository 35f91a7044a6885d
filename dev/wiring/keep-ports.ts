import { portReservations } from "../platform/port-reservations.ts";
import type { Desired } from "../planner/desired.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Keeps other instances of this user from the ports of services that are stopped for a while and started again. A program that knows nothing of us may
 * take one all the same: the engine lets go of a port with its container, and nobody can hold it in between and hand it over.
 */
export const keepPorts = async ({ cache, clock }: Surroundings, services: readonly string[], desired: Desired, signal: AbortSignal): Promise<AsyncDisposable> => {
  const ports = [...desired.values()].flatMap((one) => (one.kind === "container" && services.includes(one.name) ? Object.values(one.ports) : []));
  const reservations = await portReservations(cache, clock, signal);
  await reservations.choose(async () => ports, (chosen) => chosen);
  return { [Symbol.asyncDispose]: () => reservations.release() };
};
