import type { Renewal } from "../../model/service.ts";
import type { RunningInstance } from "./running-instance.ts";

/** What is wanted and what there is. */
export type Renewable = Pick<RunningInstance, "desired" | "observed">;

/** How a service that runs begins anew in its container; `undefined`: it must be stopped. A container of another definition may know nothing of it. */
export const renewalOf = ({ desired, observed }: Renewable, service: string): Renewal | undefined => {
  const wanted = desired.get(service);
  const there = observed.containers.get(service);
  return wanted?.kind === "container" && there?.state === "running" && there.hash === wanted.hash ? wanted.service.renewal : undefined;
};
