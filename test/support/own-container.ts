import { text } from "node:stream/consumers";
import type { Container } from "dockerode";
import { archiveOf } from "../../dev/runtimes/container/archive.ts";
import { docker } from "./engine.ts";

/** A container that a test starts itself, beside any stack. Removed by `await using`. */
export interface OwnContainer extends AsyncDisposable {
  /** Where a port of it is on this machine. */
  url(containerPort: number): Promise<string>;
  /** Waits for its end: how it ended, and all that it said. */
  readonly ended: () => Promise<{ readonly exitCode: number; readonly output: string }>;
}

interface Spec {
  /** The official reference; its stand-in will do. */
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly ports?: readonly number[];
  readonly files: Readonly<Record<string, string>>;
}

const imageIn = async (image: string): Promise<string> => {
  const client = await docker();
  const present = new Set((await client.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []));
  const found = [image, `neotool.local/${image}`].find((reference) => present.has(reference));
  if (found === undefined) throw new Error(`neither ${image} nor its stand-in is in the engine: \`./neotool test integration\` brings it`);
  return found;
};

const portOf = async (container: Container, containerPort: number): Promise<string> => {
  const { NetworkSettings } = await container.inspect();
  const port = NetworkSettings.Ports[`${containerPort}/tcp`]?.[0]?.HostPort;
  if (port === undefined) throw new Error(`the container publishes no port ${containerPort}`);
  return `http://127.0.0.1:${port}`;
};

/** Starts one. It reaches programs on this machine at `host.docker.internal`. */
export const ownContainer = async ({ image, entrypoint, command, ports = [], files }: Spec): Promise<OwnContainer> => {
  const client = await docker();
  const container = await client.createContainer({
    Image: await imageIn(image),
    ...(entrypoint === undefined ? {} : { Entrypoint: [...entrypoint] }),
    Cmd: [...command],
    Tty: true, // its output is one plain stream then
    ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
    HostConfig: {
      PortBindings: Object.fromEntries(ports.map((port) => [`${port}/tcp`, [{ HostIp: "127.0.0.1", HostPort: "" }]])),
      ExtraHosts: ["host.docker.internal:host-gateway"],
    },
  });
  const archive = await archiveOf(Object.entries(files).map(([path, content]) => ({ path, content, owner: { uid: 0, gid: 0 }, mode: 0o444 })));
  await container.putArchive(archive, { path: "/" });
  await container.start();
  return {
    url: (containerPort) => portOf(container, containerPort),
    ended: async () => {
      const { StatusCode } = await container.wait();
      return { exitCode: StatusCode, output: await text(await container.logs({ follow: true, stdout: true, stderr: true })) };
    },
    [Symbol.asyncDispose]: () => container.remove({ force: true, v: true }),
  };
};
