import type Dockerode from "dockerode";
import { networkName, type Instance } from "../../model/instance.ts";
import { clusterName } from "./names.ts";

/**
 * k3d's helper for a cluster that it makes bears none of our labels, and stays when k3d is ended in the middle: then it
 * holds the network. What is in our own network and bears the cluster's name is ours.
 */
export const removeLeftovers = async (docker: Dockerode, instance: Instance): Promise<void> => {
  const found = await docker.listContainers({ all: true, filters: { network: [networkName(instance)], label: [`k3d.cluster=${clusterName(instance)}`] } });
  await Promise.all(found.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
};
