import type { Path, ProductionObject } from "../load/production.ts";
import type {  } from "../facts/known.ts";
import { RESOURCES, type Security, type Workload } from "../facts/workload.ts";
import { knownAt, listAt, placedAt } from "./read.ts";

export const resourcesOf = (object: ProductionObject, container: Path): Workload["resources"] =>
  Object.fromEntries(
    RESOURCES.flatMap((resource) => {
      const [what = "", kind = ""] = resource.split("-");
      const found = knownAt(object, [...container, "resources", `${kind}s`, what]);
      return found ? [[resource, found]] : [];
    }),
  );

/** A container's own word goes before its pod's. */
export const securityOf = (object: ProductionObject, spec: Path, container: Path): Security => {
  const said = (key: string) => knownAt(object, [...container, "securityContext", key]) ?? knownAt(object, [...spec, "securityContext", key]);
  const drop = [...container, "securityContext", "capabilities", "drop"];
  const dropped = listAt(object.value, drop).map(String).sort().join(",");
  return {
    runAsNonRoot: said("runAsNonRoot"),
    runAsUser: said("runAsUser"),
    readOnlyRootFilesystem: said("readOnlyRootFilesystem"),
    allowPrivilegeEscalation: said("allowPrivilegeEscalation"),
    privileged: said("privileged"),
    droppedCapabilities: dropped === "" ? undefined : placedAt(dropped, object, drop),
  };
};
