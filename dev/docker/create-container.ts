import type Dockerode from "dockerode";

/**
 * Makes a container. The client library puts all that is said of it into the address of its question, too, where it is in the way of proxies, which
 * refuse what is long, and in the logs of engines: here it is in the body alone.
 */
export const createContainer = (docker: Dockerode, { name, ...about }: Dockerode.ContainerCreateOptions, abortSignal: AbortSignal): Promise<Dockerode.Container> => {
  const asked = { _query: name === undefined ? {} : { name }, _body: about, abortSignal };
  return docker.createContainer(asked);
};
