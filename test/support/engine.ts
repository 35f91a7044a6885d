import { homedir, userInfo } from "node:os";
import Docker from "dockerode";
import { connectEngine } from "../../dev/docker/connect.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { LABEL } from "../../dev/model/labels.ts";

/** The engine that the tests run on. A missing one is an error, never a skip. */
export const testEngine = () => connectEngine({ env: process.env, home: homedir(), uid: userInfo().uid });

export const docker = async (): Promise<Docker> => new Docker({ socketPath: (await testEngine()).socket });

/** Everything in the engine that belongs to the instance of a working copy: the subject of every leak check. */
export const belongings = async (workingCopy: string): Promise<readonly string[]> => {
  const client = await docker();
  const { id } = instanceOf(workingCopy);
  const filters = { label: [`${LABEL.instance}=${id}`] };
  const [containers, volumes, networks, ofCluster] = await Promise.all([
    client.listContainers({ all: true, filters }),
    client.listVolumes({ filters }),
    client.listNetworks({ filters }),
    client.listVolumes({ filters: { name: [`k3d-${id}`] } }), // k3d's own, without our labels
  ]);
  return [
    ...containers.map(({ Names }) => `container ${Names[0]?.slice(1)}`),
    ...[...volumes.Volumes, ...ofCluster.Volumes].map(({ Name }) => `volume ${Name}`),
    ...networks.map(({ Name }) => `network ${Name}`),
  ].sort();
};
