import type { LoadContext } from "../context.ts";
import { invalid } from "../invalid.ts";
import { idOf } from "./kinds.ts";
import type { FluxKustomization } from "./kustomization.ts";

/** @throws {DevError} `MANIFESTS_INVALID` where Kustomizations wait for each other in a circle: Flux would apply none of them */
export const checkDependsOn = (all: readonly FluxKustomization[], context: Pick<LoadContext, "unknown">): void => {
  const byId = new Map(all.map((one) => [idOf(one.object), one]));
  const done = new Set<string>();
  const visit = (one: FluxKustomization, above: readonly string[]): void => {
    const id = idOf(one.object);
    if (done.has(id)) return;
    const trail = [...above, id];
    for (const [index, reference] of one.dependsOn.entries()) {
      const place = one.object.placeOf(["spec", "dependsOn", index]);
      const next = idOf(reference);
      if (trail.includes(next)) throw invalid(place, `closes a circle of dependsOn: ${[...trail.slice(trail.indexOf(next)), next].join(" → ")}`);
      const target = byId.get(next);
      if (target) visit(target, trail);
      else context.unknown({ id: `flux/depends-on/${id}/${next}`, place, what: `Whether Kustomization ${id} is ever applied`, why: `It waits for Kustomization ${next}, which the tree does not have`, resolve: "Name one that is there, or add it." });
    }
    done.add(id);
  };
  for (const one of all) visit(one, []);
};
