import type Dockerode from "dockerode";
import { ifThere, statusOf } from "../../docker/answered-status.ts";

/** Engines differ in how they say that a container is so already (409, 500): what it is, counts. */
const unlessItIs = async (paused: boolean, container: Dockerode.Container, act: Promise<unknown>): Promise<void> => {
  try {
    await act;
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    const { State } = await container.inspect();
    if (State.Paused !== paused) throw error;
  }
};

/** Its processes stand still, with everything they hold. */
export const pause = (container: Dockerode.Container, signal: AbortSignal): Promise<void> => unlessItIs(true, container, container.pause({ abortSignal: signal }));

/** One that is gone needs no more. */
export const unpause = (container: Dockerode.Container, signal: AbortSignal): Promise<void> => ifThere(unlessItIs(false, container, container.unpause({ abortSignal: signal })));
