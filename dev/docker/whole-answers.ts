import { Agent, type ClientRequest, type IncomingMessage } from "node:http";
import { inspect } from "node:util";

/** What an agent does with a request, by a method that Node documents for none but its agents to be. */
interface Takes {
  addRequest(request: ClientRequest, options: object): void;
}

/**
 * Connections for a client that collects an answer and hears nothing when that is cut off in the middle: docker-modem waits for its end for ever then, and as
 * nothing is open any more, the process ends as if all were done. Its requests fail instead.
 */
export const wholeAnswers = (): Agent => {
  const agent: Agent & Partial<Takes> = new Agent({ keepAlive: true });
  const take = agent.addRequest?.bind(agent);
  if (!take) throw new Error("this Node's HTTP agents take requests by another way");
  agent.addRequest = (request, options) => {
    request.once("response", (response: IncomingMessage) => {
      response.once("close", () => {
        if (!response.complete) request.emit("error", new Error("the connection was closed in the middle of an answer"));
      });
    });
    take(request, options);
  };
  // docker-modem writes all that belongs to a request as text, for a log that nobody keeps: with the agent all its open connections, milliseconds each time.
  Object.assign(agent, { [inspect.custom]: () => "Agent" });
  return agent;
};
