import type { Peer } from "../peer.ts";
import { belongings, purge } from "../stack/belongings.ts";
import type { RawStack } from "../stack/raw-stack.ts";
import type { Bench } from "../row.ts";
import type { Instance } from "../../../dev/model/instance.ts";

/**
 * A script of nothing but engine calls, as parallel as the dependencies allow, in a process that already runs: looks at
 * nothing, remembers nothing, explains nothing. The floor, not a competitor.
 */
export const rawPeer = (stack: RawStack, instance: Instance, { api }: Bench): Peer => ({
  name: "raw calls",
  version: "-",
  up: async () => {
    await stack.createNetwork();
    await bringUp(stack, stack.create);
  },
  noop: async () => void (await Promise.all(stack.containers.map(stack.ready))),
  down: async () => purge(api, await belongings(api, instance)),
});

/** Starts everything in the order of the dependencies, and runs the one-shots. */
export const bringUp = async (stack: RawStack, before: (service: RawStack["containers"][number]) => Promise<void>): Promise<void> => {
  const reached = new Map<string, { readonly started: Promise<unknown>; readonly ready: Promise<unknown> }>();
  for (const one of stack.desired.values()) {
    const waits = Object.entries(one.service.dependsOn ?? {}).map(([name, condition]) => reached.get(name)?.[condition === "started" ? "started" : "ready"]);
    const dependencies = Promise.all(waits);
    if (one.kind === "task") {
      const ready = dependencies.then(() => stack.runTask(one));
      reached.set(one.name, { started: ready, ready });
      continue;
    }
    const made = before(one);
    const started = Promise.all([made, dependencies]).then(() => stack.start(one));
    reached.set(one.name, { started, ready: started.then(() => stack.ready(one)) });
  }
  await Promise.all([...reached.values()].flatMap(({ started, ready }) => [started, ready]));
};
