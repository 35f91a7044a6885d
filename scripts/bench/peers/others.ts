import type { ComparedPeer } from "../peer.ts";
import type { Bench } from "../row.ts";
import { rawStack } from "../stack/raw-stack.ts";
import { makeSubject } from "../stack/subject.ts";
import { rawPeer } from "./raw.ts";

/** Everybody we are compared with, each with ports, names and volumes of its own. */
export const otherPeers = async (bench: Bench): Promise<readonly ComparedPeer[]> => {
  const { project, ports } = await makeSubject("raw-calls", bench);
  const stack = await rawStack(project, project.stack.services, ports, bench);
  return [{ ...rawPeer(stack, project.instance, bench), isFloor: true }];
};
