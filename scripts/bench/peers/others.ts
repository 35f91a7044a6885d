import type { Peer } from "../peer.ts";
import type { Bench } from "../row.ts";
import { rawStack } from "../stack/raw-stack.ts";
import { makeSubject } from "../stack/subject.ts";
import { composePeer, type HealthInterval } from "./compose.ts";
import { rawPeer } from "./raw.ts";

/** Docker Compose on the exported file. It names its own version. */
export const dockerCompose = async (interval: HealthInterval, { cleanup }: Bench, config?: string, withoutImage?: readonly string[]): Promise<Peer> => {
  const { version, up, noop, stop, down } = cleanup.use(await composePeer(interval, config, withoutImage));
  return { name: `docker compose (${interval})`, version, up, noop, stop, down };
};

/** Nothing but calls of the engine. */
export const rawCalls = async (bench: Bench): Promise<Peer> => {
  const { project, services, ports, stopContainers } = await makeSubject("raw-calls", bench);
  return rawPeer(await rawStack(project, services, ports, bench), project.instance, stopContainers, bench);
};
