import { homedir, userInfo } from "node:os";
import Docker from "dockerode";
import { connectEngine } from "../../dev/docker/connect.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { LABEL } from "../../dev/model/labels.ts";

/** The engine that the tests run on. A missing one is an error, never a skip. */
export const testEngine = () => connectEngine({ env: process.env, home: homedir(), uid: userInfo().uid });

export const docker = async (): Promise<Docker> => new Docker({ socketPath: (await testEngine()).socket });

const labelled = async (client: Docker, ...label: readonly string[]): Promise<readonly string[]> => {
  const filters = { label: [...label] };
  const [containers, volumes, networks] = await Promise.all([client.listContainers({ all: true, filters }), client.listVolumes({ filters }), client.listNetworks({ filters })]);
  return [...containers.map(({ Names }) => `container ${Names[0]?.slice(1)}`), ...volumes.Volumes.map(({ Name }) => `volume ${Name}`), ...networks.map(({ Name }) => `network ${Name}`)];
};

/** Everything in the engine that belongs to the instance of a working copy: the subject of every leak check. */
export const belongings = async (workingCopy: string): Promise<readonly string[]> => {
  const client = await docker();
  const { id } = instanceOf(workingCopy);
  const ofCluster = await client.listVolumes({ filters: { name: [`k3d-${id}`] } }); // k3d's own, without our labels
  return [...(await labelled(client, `${LABEL.instance}=${id}`)), ...ofCluster.Volumes.map(({ Name }) => `volume ${Name}`)].sort();
};

/** The same of the sessions of a working copy, alive or not. */
export const sessionBelongings = async (workingCopy: string): Promise<readonly string[]> => (await labelled(await docker(), `${LABEL.workingCopy}=${workingCopy}`, LABEL.session)).toSorted();
