import type { LoadContext } from "../context.ts";
import type { ProductionObject } from "../production.ts";

/** Objects that bring others into a cluster by a controller that is not understood here. */
const BRINGING = [
  { group: "argoproj.io/", kinds: ["ApplicationSet"], what: "Argo CD" },
  { group: "fluxcd.controlplane.io/", kinds: ["FluxInstance", "ResourceSet"], what: "the operator of Flux" },
] as const;

/** Notes what an object brings with it: that it is not followed must not look as if there were nothing. */
export const noteBrought = (objects: readonly ProductionObject[], context: Pick<LoadContext, "unknown">): void => {
  for (const { apiVersion, kind, namespace, name, place } of objects) {
    const found = BRINGING.find(({ group, kinds }) => apiVersion.startsWith(group) && kinds.some((one) => one === kind));
    if (!found) continue;
    const id = `${kind.toLowerCase()}/${namespace ?? "default"}/${name}`;
    context.unknown({ id: `brought/${id}`, place, what: `What ${kind} ${namespace ?? "default"}/${name} brings`, why: `It comes by ${found.what}, which is not followed`, resolve: "Keep what it renders in the tree, or compare the folder that it names." });
  }
};
