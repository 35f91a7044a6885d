import type { Instance } from "../../../dev/model/instance.ts";
import type { Peer } from "../peer.ts";
import type { Bench } from "../row.ts";
import { belongings, purge } from "../stack/belongings.ts";
import type { RawStack } from "../stack/raw-stack.ts";

/**
 * A script of nothing but engine calls, as parallel as the dependencies allow, in a process that already runs: looks at
 * nothing, remembers nothing, explains nothing. The floor, not a competitor.
 */
export const rawPeer = (stack: RawStack, instance: Instance, stop: Peer["stop"], { api }: Bench): Peer => {
  let isMade = false;
  return {
    name: "raw calls",
    version: "-",
    isFloor: true,
    up: async () => {
      if (!isMade) await stack.createNetwork();
      await bringUp(stack, isMade ? async () => {} : stack.create);
      isMade = true;
    },
    noop: () => Promise.all(stack.containers.map(stack.ready)),
    stop,
    down: async () => {
      await purge(api, await belongings(api, instance));
      isMade = false;
    },
  };
};

/**
 * Starts everything in the order of the dependencies, and runs the one-shots.
 *
 * @param make What each container needs before it can be started.
 */
export const bringUp = async (stack: RawStack, make: RawStack["create"]): Promise<void> => {
  const reached = new Map<string, { readonly started: Promise<unknown>; readonly done: Promise<unknown> }>();
  for (const one of stack.desired.values()) {
    const dependencies = Promise.all(
      Object.entries(one.service.dependsOn ?? {}).map(([name, condition]) => (condition === "started" ? reached.get(name)?.started : reached.get(name)?.done)),
    );
    if (one.kind === "task") {
      const done = dependencies.then(() => stack.runTask(one));
      reached.set(one.name, { started: done, done });
      continue;
    }
    if (one.kind === "process") continue;
    const started = Promise.all([make(one), dependencies]).then(() => stack.start(one));
    reached.set(one.name, { started, done: started.then(() => stack.ready(one)) });
  }
  await Promise.all([...reached.values()].map(({ done }) => done));
};
