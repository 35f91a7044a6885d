import type { LoadContext } from "../context.ts";
import { specOf, type LoadedObject } from "../objects/object.ts";
import { idOf } from "./kinds.ts";

/** What is suspended is not applied: what it says may never have come to the cluster. It is compared all the same. */
export const noteIfSuspended = (object: LoadedObject, context: Pick<LoadContext, "unknown">): void => {
  if (specOf(object).suspend !== true) return;
  context.unknown({
    id: `flux/suspended/${object.kind.toLowerCase()}/${idOf(object)}`,
    place: object.placeOf(["spec", "suspend"]),
    what: `Whether production is as ${object.kind} ${idOf(object)} says`,
    why: "It is suspended, so the cluster keeps what was there before",
    resolve: "Resume it, or take it out of the tree.",
  });
};
