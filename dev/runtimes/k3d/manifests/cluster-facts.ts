import type { Instance } from "../../../model/instance.ts";

/** What rendering must know of one cluster. */
export interface ClusterFacts {
  readonly instance: Instance;
  /** Node port by `service.endpoint`: published on 127.0.0.1 at the endpoint's host port. */
  readonly nodePorts: ReadonlyMap<string, number>;
  /** The engine's network that the node is in, e.g. "172.20.0.0/16": where connections from the host come from. */
  readonly hostCidr: string;
  /** Its gateway: the host itself, for services with `hostName`. */
  readonly hostGateway: string;
  readonly capacity: { readonly cpus: number; readonly memoryMiB: number };
}
