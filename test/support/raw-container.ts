import { randomUUID } from "node:crypto";
import type Docker from "dockerode";
import { LABEL } from "../../dev/model/labels.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { docker } from "./engine.ts";

export interface RawContainer extends AsyncDisposable {
  readonly name: string;
  readonly container: Docker.Container;
  /** Resolves when it has ended. */
  readonly ended: () => Promise<unknown>;
}

export interface RawContainerOptions {
  readonly env?: readonly string[];
  readonly user?: string;
  /** Container port → host port on 127.0.0.1; 0: any that is free. */
  readonly ports?: Readonly<Record<number, number>>;
}

/** The image of a service of a running stack, as a container of it says: it is there on every machine that runs these tests. */
export const imageOfStack = async (workingCopy: string, service: string): Promise<string> => {
  const filters = { label: [`${LABEL.instance}=${instanceOf(workingCopy).id}`, `${LABEL.service}=${service}`] };
  const [found] = await (await docker()).listContainers({ all: true, filters });
  if (!found) throw new Error(`the stack of ${workingCopy} has no container of ${service}`);
  return found.Image;
};

/** A container that belongs to nobody's stack. Removed by `await using`. */
export const runContainer = async (image: string, command: readonly string[], { env = [], user, ports = {} }: RawContainerOptions = {}): Promise<RawContainer> => {
  const name = `neotool-test-${randomUUID()}`;
  const keys = Object.entries(ports).map(([port, host]) => [`${port}/tcp`, [{ HostIp: "127.0.0.1", HostPort: String(host) }]] as const);
  const container = await (await docker()).createContainer({
    name,
    Image: image,
    Entrypoint: [command[0] ?? "sh"],
    Cmd: command.slice(1),
    Env: [...env],
    ...(user !== undefined && { User: user }),
    ExposedPorts: Object.fromEntries(keys.map(([port]) => [port, {}])),
    HostConfig: { PortBindings: Object.fromEntries(keys) },
  });
  await container.start();
  return { name, container, ended: () => container.wait(), [Symbol.asyncDispose]: () => container.remove({ force: true, v: true }) };
};
