import type { Path, ProductionObject } from "../load/production.ts";
import type { Known } from "../facts/known.ts";
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
  const capabilities = (what: "add" | "drop"): Known | undefined => {
    const path = [...container, "securityContext", "capabilities", what];
    const names = listAt(object.value, path).map((name) => String(name).toUpperCase().replace(/^CAP_/, "")).sort().join(",");
    return names === "" ? undefined : placedAt(names, object, path);
  };
  return {
    runAsNonRoot: said("runAsNonRoot"),
    runAsUser: said("runAsUser"),
    readOnlyRootFilesystem: said("readOnlyRootFilesystem"),
    allowPrivilegeEscalation: said("allowPrivilegeEscalation"),
    privileged: said("privileged"),
    droppedCapabilities: capabilities("drop"),
    addedCapabilities: capabilities("add"),
  };
};
