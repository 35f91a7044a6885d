import type { LoadedObject } from "./object.ts";

/** A cluster has an object once, as it was applied last. */
export const distinct = (objects: readonly LoadedObject[]): readonly LoadedObject[] => {
  const byId = new Map<string, LoadedObject>();
  for (const object of objects) {
    const id = [object.apiVersion.replace(/\/?[^/]*$/, ""), object.kind, object.namespace ?? "", object.name].join(" ");
    byId.delete(id);
    byId.set(id, object);
  }
  return [...byId.values()];
};
