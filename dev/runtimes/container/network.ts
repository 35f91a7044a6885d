import type Dockerode from "dockerode";
import { statusOf } from "../../docker/answered-status.ts";
import { tolerating } from "../../docker/tolerating.ts";
import { networkName, type Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import { instanceLabels } from "./create-options.ts";

const FORBIDDEN = 403;
const NOT_FOUND = 404;
const CONFLICT = 409;
const BAD_REQUEST = 400;

/** Makes the network of an instance. One of ours that has come into being since we looked, because a killed `up` had still asked for it, will do. */
export const createNetwork = async (docker: Dockerode, instance: Instance, signal: AbortSignal): Promise<void> => {
  try {
    await create(docker, instance, signal);
  } catch (error) {
    if (statusOf(error) !== CONFLICT || (await ours(docker, instance, signal)).length === 0) throw error;
  }
};

const create = async (docker: Dockerode, instance: Instance, signal: AbortSignal): Promise<void> => {
  await docker.createNetwork({
    Name: networkName(instance),
    CheckDuplicate: true, // engine 20.10 makes a second network of the same name otherwise
    Driver: "bridge",
    Labels: instanceLabels(instance),
    Options: { "com.docker.network.bridge.host_binding_ipv4": "127.0.0.1" },
    abortSignal: signal,
  });
};

/** Ids of the networks that bear our name and our label, oldest first. */
const ours = async (docker: Dockerode, instance: Instance, signal: AbortSignal): Promise<readonly string[]> => {
  const list = await docker.listNetworks({ filters: { label: [`${LABEL.instance}=${instance.id}`] }, abortSignal: signal });
  return list.filter(({ Name }) => Name === networkName(instance)).sort((a, b) => (String(a.Created) < String(b.Created) ? -1 : 1)).map(({ Id }) => Id);
};

/** In use, or gone already: both are no reason to fail. */
const removeUnused = (docker: Dockerode, id: string, signal: AbortSignal): Promise<void> =>
  tolerating([NOT_FOUND, FORBIDDEN], docker.getNetwork(id).remove({ abortSignal: signal }));

/**
 * Does what needs the network by its name. One that a killed `down` had still asked to be removed may go after we have seen it, as long as nothing
 * has started on it: it is made again.
 *
 * An engine before 25 looks for duplicates before it makes a network and not
 * while it does: the network that a killed `up` asked for may come into being beside the one of the next `up`. The name is
 * ambiguous then (400), so all but one that nobody uses are removed, and it is done again.
 */
export const onOneNetwork = async (docker: Dockerode, instance: Instance, signal: AbortSignal, act: () => Promise<void>): Promise<void> => {
  try {
    await act();
  } catch (error) {
    const status = statusOf(error);
    if (status !== BAD_REQUEST && status !== NOT_FOUND) throw error;
    const [oldest, ...newer] = await ours(docker, instance, signal);
    if (status === NOT_FOUND ? oldest !== undefined : newer.length === 0) throw error;
    if (status === NOT_FOUND) await createNetwork(docker, instance, signal);
    else await removeAllButOne(docker, instance, newer, signal);
    await act();
  }
};

const removeAllButOne = async (docker: Dockerode, instance: Instance, newer: readonly string[], signal: AbortSignal): Promise<void> => {
  for (const id of newer.toReversed()) await removeUnused(docker, id, signal);
  const left = await ours(docker, instance, signal);
  // The newer one is in use: then it is the older one that goes.
  if (left.length > 1) for (const id of left) await removeUnused(docker, id, signal);
};

/** Removes the network by its name; where there are several, each. */
export const removeNetwork = async (docker: Dockerode, instance: Instance, signal: AbortSignal): Promise<void> => {
  try {
    await tolerating([NOT_FOUND], docker.getNetwork(networkName(instance)).remove({ abortSignal: signal }));
  } catch (error) {
    if (statusOf(error) !== BAD_REQUEST) throw error;
    for (const id of await ours(docker, instance, signal)) await tolerating([NOT_FOUND], docker.getNetwork(id).remove({ abortSignal: signal }));
  }
};
