import type { Runtime } from "../engine/runtime.ts";
import type { Observed, ObservedContainers } from "../planner/observed.ts";
import { mergeChanges } from "../runtimes/process/merge-changes.ts";
import type { ProgramRuntime } from "../runtimes/process/program-runtime.ts";

async function* chosen<T>(from: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
  yield* await from();
}

/**
 * The runtime of an instance together with its programs, so that whoever observes, stops, removes, reads or watches need not know which of
 * its services are containers, and which run on this machine itself.
 */
export const withPrograms = (runtime: Runtime, programs: ProgramRuntime): Runtime => {
  const of = async (service: string): Promise<Runtime | ProgramRuntime> => ((await programs.has(service)) ? programs : runtime);
  const both = async <T extends Observed | ObservedContainers>(observing: Promise<T>): Promise<T> => {
    const [observed, there] = await Promise.all([observing, programs.observe()]);
    return there.size === 0 ? observed : { ...observed, containers: new Map([...observed.containers, ...there]) };
  };
  return {
    ...runtime,
    observe: (signal) => both(runtime.observe(signal)),
    observeContainers: (signal) => both(runtime.observeContainers(signal)),
    apply: async (operation, signal) => {
      const isOfEither = operation.kind === "stop" || operation.kind === "remove";
      return isOfEither && (await programs.has(operation.service)) ? programs.apply(operation, signal) : runtime.apply(operation, signal);
    },
    describe: async (service, signal) => (await of(service)).describe(service, signal),
    exited: async (service, signal) => (await of(service)).exited(service, signal),
    watch: (signal) => mergeChanges(runtime.watch(signal), programs.watch(signal)),
    logs: (service, options, signal) => chosen(async () => (await of(service)).logs(service, options, signal)),
    logBatches: (service, options, signal) => chosen(async () => (await of(service)).logBatches(service, options, signal)),
    stats: (service, signal) => chosen(async () => (await of(service)).stats(service, signal)),
  };
};
