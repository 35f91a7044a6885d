import type Dockerode from "dockerode";
import { openClient } from "../docker/client.ts";
import type { Engine } from "../docker/connect.ts";
import { DevError, rootMessage } from "../errors/dev-error.ts";
import type { FoundImage } from "../images/present.ts";
import type { Clock } from "../platform/clock.ts";
import { ephemeralPort } from "../platform/ports.ts";
import { isAlive, ownIdentity } from "../platform/process-identity.ts";

/** On everything that a check makes, with whose it is: a leftover of a killed check is cleared, a running one's is not. */
const CHECK_LABEL = "dev.neotool.check";
const WORD = "neotool";
const ATTEMPTS = 50;
const PAUSE_MS = 100;

/**
 * Whether the engine really works: a container with a volume answers on a published loopback port, and another one on
 * the same network reaches it by name. Leaves nothing behind.
 *
 * @param image Something with busybox's `httpd` and `wget`.
 * @throws {DevError} `ENGINE_UNFIT` naming what does not work.
 */
export const checkEngine = async (engine: Engine, image: FoundImage, clock: Clock, signal: AbortSignal): Promise<void> => {
  const docker = await openClient(engine);
  const own = await ownIdentity();
  const name = `neotool-check-${own.pid}`;
  const Labels = { [CHECK_LABEL]: `${own.pid} ${own.startedAt}` };
  const isOurs = async (owner: string) => owner === Labels[CHECK_LABEL];
  await clear(docker, async (owner) => (await isOurs(owner)) || !(await isRunning(owner)));
  const port = await ephemeralPort();
  try {
    await step("make a network", signal, docker.createNetwork({ Name: name, Labels, CheckDuplicate: true }));
    await step("make a volume", signal, docker.createVolume({ Name: name, Labels }));
    const server = await step(
      "make a container",
      signal,
      docker.createContainer({
        name,
        Image: image.reference,
        Labels,
        Cmd: ["sh", "-c", `echo ${WORD} > /data/word && exec httpd -f -p 8080 -h /data`],
        ExposedPorts: { "8080/tcp": {} },
        HostConfig: { NetworkMode: name, Binds: [`${name}:/data`], PortBindings: { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] } },
      }),
    );
    await step("start a container with a volume and a published port", signal, server.start());
    await step("answer on a published port", signal, answers(`http://127.0.0.1:${port}/word`, clock, signal));
    await step("connect two containers by name", signal, reaches(docker, image, name, Labels));
  } catch (error) {
    await clear(docker, isOurs).catch(() => {}); // the error says more than a second one would
    throw error;
  }
  await clear(docker, isOurs);
};

/** @param owner As it stands in the label. */
const isRunning = (owner: string): Promise<boolean> => {
  const [pid = "", ...startedAt] = owner.split(" ");
  return isAlive({ pid: Number(pid), startedAt: startedAt.join(" ") });
};

const step = async <T>(what: string, signal: AbortSignal, act: Promise<T>): Promise<T> => {
  try {
    return await act;
  } catch (cause) {
    signal.throwIfAborted(); // an interruption is no verdict
    throw new DevError("ENGINE_UNFIT", `The engine runs, but it could not ${what}: ${rootMessage(cause)}`, {
      hint: "Its own log says more: journalctl -u docker, or the file that setup named. A missing iptables or kernel module is the usual cause.",
      cause,
    });
  }
};

const answers = async (url: string, clock: Clock, signal: AbortSignal): Promise<void> => {
  let last: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      const body = await (await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) })).text();
      if (body.trim() === WORD) return;
      last = new Error(`it answered "${body.slice(0, 80)}"`);
    } catch (error) {
      signal.throwIfAborted();
      last = error;
    }
    await clock.sleep(PAUSE_MS, signal);
  }
  throw last;
};

const reaches = async (docker: Dockerode, image: FoundImage, server: string, Labels: Readonly<Record<string, string>>): Promise<void> => {
  const client = await docker.createContainer({
    name: `${server}-client`,
    Image: image.reference,
    Labels: { ...Labels },
    Cmd: ["wget", "-q", "-T", "10", "-O-", `http://${server}:8080/word`],
    HostConfig: { NetworkMode: server },
  });
  await client.start();
  const { StatusCode }: { StatusCode: number } = await client.wait();
  if (StatusCode !== 0) throw new Error(`wget in a container ended with code ${StatusCode}`);
};

/** Removes what checks made, of the owners that are asked for. */
const clear = async (docker: Dockerode, isMeant: (owner: string) => Promise<boolean>): Promise<void> => {
  const filters = { label: [CHECK_LABEL] };
  const meant = async <T extends { readonly Labels?: Readonly<Record<string, string>> | null | undefined }>(things: readonly T[]): Promise<readonly T[]> => {
    const verdicts = await Promise.all(things.map(({ Labels }) => isMeant(Labels?.[CHECK_LABEL] ?? "")));
    return things.filter((_thing, index) => verdicts[index]);
  };
  for (const { Id } of await meant(await docker.listContainers({ all: true, filters }))) await docker.getContainer(Id).remove({ force: true, v: true });
  for (const { Name } of await meant((await docker.listVolumes({ filters })).Volumes ?? [])) await docker.getVolume(Name).remove();
  for (const { Id } of await meant(await docker.listNetworks({ filters }))) await docker.getNetwork(Id).remove();
};
