import type { Instance } from "../../model/instance.ts";
import type { Api } from "./api.ts";
import { listPath, WORKLOADS } from "./api-paths.ts";
import { namespaceOf } from "./manifests/namespaces.ts";
import type { List, Workload } from "./objects.ts";
import { selector } from "./selector.ts";

/** What runs the services of an instance, or the one workload of one service. */
export const workloadsOf = async (api: Api, instance: Instance, signal: AbortSignal, service?: string): Promise<readonly Workload[]> => {
  const namespace = service === undefined ? undefined : namespaceOf(service);
  const lists = await Promise.all(
    WORKLOADS.map(async (kind) => {
      const { items } = await api.ask<List<Omit<Workload, "kind">>>({ method: "GET", path: `${listPath("apps/v1", kind, namespace)}?${selector(instance, service)}` }, signal);
      return items.map((item): Workload => ({ ...item, kind })); // members of a list do not say their kind
    }),
  );
  return lists.flat();
};
