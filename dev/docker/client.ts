import type Dockerode from "dockerode";
import type { Engine } from "./connect.ts";
import { wholeAnswers } from "./whole-answers.ts";

const agent = wholeAnswers();

/** The client library, loaded when something is to be changed or streamed. It costs about 90 ms of start-up. */
export const openClient = async ({ socket }: Engine): Promise<Dockerode> => {
  const { default: Docker } = await import("dockerode");
  const options = { socketPath: socket, agent }; // the library takes it, and its types do not know that
  return new Docker(options);
};
