import { engineGet } from "../../docker/http.ts";
import { networkName, type Instance } from "../../model/instance.ts";
import type { ClusterFacts } from "./manifests/cluster-facts.ts";

interface InspectedNetwork {
  readonly IPAM: { readonly Config: readonly { readonly Subnet: string; readonly Gateway?: string }[] };
}

/** Asked once: a network does not change. */
export const factsOf = (socket: string, instance: Instance, nodePorts: ReadonlyMap<string, number>, capacity: ClusterFacts["capacity"]): ((signal: AbortSignal) => Promise<ClusterFacts>) => {
  let asked: Promise<ClusterFacts> | undefined;
  const ask = async (signal: AbortSignal): Promise<ClusterFacts> => {
    const { IPAM } = await engineGet<InspectedNetwork>(socket, `/networks/${networkName(instance)}`, undefined, signal);
    const [{ Subnet: hostCidr, Gateway: hostGateway = "" } = { Subnet: "0.0.0.0/0" }] = IPAM.Config;
    return { instance, nodePorts, hostCidr, hostGateway, capacity };
  };
  return (signal) => (asked ??= ask(signal));
};
