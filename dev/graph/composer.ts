import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { ComposedFrom, Composition, GraphDifference, GraphQuestion } from "./composition.ts";

/** Composition on a thread of its own: whoever draws a screen or serves others goes on meanwhile. */
export interface Composer extends Disposable {
  compose(subgraphs: readonly ComposedFrom[]): Promise<Composition>;
  compare(before: string, after: string): Promise<GraphDifference>;
  /** What clients see of a supergraph. */
  api(supergraph: string): Promise<string>;
}

const THREAD = new URL(import.meta.url.endsWith(".ts") ? "./graph-thread.ts" : "./graph-thread.cjs", import.meta.url);

/** The library is loaded in the thread, beside what the caller does first. @param signal Ends the thread, and what it was asked. */
export const openComposer = (signal: AbortSignal): Composer => {
  const worker = new Worker(THREAD);
  worker.unref(); // nobody stays alive for a thread that is not asked
  let last: Promise<unknown> = Promise.resolve();
  const askNow = async <T>(question: GraphQuestion): Promise<T> => {
    signal.throwIfAborted();
    worker.ref();
    try {
      worker.postMessage(question);
      const [answer]: readonly { readonly value: T; readonly error?: string }[] = await once(worker, "message", { signal });
      if (answer === undefined || answer.error !== undefined) throw new Error(`composition failed: ${answer?.error}`);
      return answer.value;
    } finally {
      worker.unref();
    }
  };
  /** One after the other: answers bear no number. */
  const ask = <T>(question: GraphQuestion): Promise<T> => {
    const asked = last.then(() => askNow<T>(question));
    last = asked.catch(() => {});
    return asked;
  };
  return {
    compose: (subgraphs) => ask({ kind: "compose", subgraphs }),
    compare: (before, after) => ask({ kind: "compare", before, after }),
    api: (supergraph) => ask({ kind: "api", supergraph }),
    [Symbol.dispose]: () => void worker.terminate(),
  };
};
