import { lockedImage } from "../../images/lock.ts";
import { known, type Known } from "../../parity/facts/known.ts";
import { inspectImage } from "../../images/present.ts";
import type { StandIn } from "../../parity/local/local.ts";
import type { RunningInstance } from "../data/running-instance.ts";

/** Services that run as stand-ins, and which version of the software is in each. */
export const standInsOf = async ({ observed, desired, connection }: RunningInstance): Promise<ReadonlyMap<string, Known<StandIn>>> => {
  const found = await Promise.all(
    [...desired.values()].map(async (service): Promise<readonly [string, Known<StandIn>][]> => {
      const container = observed.containers.get(service.name);
      if (service.kind !== "container" || !container) return [];
      const { standIn } = lockedImage(service.service.image);
      if (container.imageReference !== standIn?.reference) return [];
      const image = await inspectImage(connection.engine.socket, container.imageReference);
      const standInOfIt: StandIn = { reference: container.imageReference, version: image?.softwareVersion ?? undefined };
      return [[service.name, known(standInOfIt, { kind: "query", query: "the image's label" })]];
    }),
  );
  return new Map(found.flat());
};
