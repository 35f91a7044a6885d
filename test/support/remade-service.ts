import { buffer } from "node:stream/consumers";
import type { ContainerCreateOptions } from "dockerode";
import { containerName, instanceOf, networkName } from "../../dev/model/instance.ts";
import { neotool } from "./cli.ts";
import { docker } from "./engine.ts";

/**
 * Makes a container of a service anew by hand, with its files and otherwise as it was but for what is given. `neotool dev up` makes it as it
 * is defined when this is disposed of.
 *
 * @param folder The folder in it that holds the files that it was given.
 */
export const remadeService = async (workingCopy: string, service: string, folder: string, other: Pick<ContainerCreateOptions, "Env" | "User" | "HostConfig">): Promise<AsyncDisposable> => {
  const client = await docker();
  const instance = instanceOf(workingCopy);
  const name = containerName(instance, service);
  const before = client.getContainer(name);
  const [info, files] = await Promise.all([before.inspect(), before.getArchive({ path: folder }).then(buffer)]);
  await before.remove({ force: true, v: true });
  const { Cmd, Env, Labels, ExposedPorts, Image } = info.Config;
  const container = await client.createContainer({
    name,
    Image,
    Cmd,
    Labels,
    ...(ExposedPorts && { ExposedPorts }),
    User: other.User ?? info.Config.User,
    Env: [...Env, ...(other.Env ?? [])],
    HostConfig: { ...info.HostConfig, ...other.HostConfig },
    NetworkingConfig: { EndpointsConfig: { [networkName(instance)]: { Aliases: [service] } } },
  });
  await container.putArchive(files, { path: folder.replace(/\/[^/]+$/, "") || "/" });
  await container.start();
  return {
    [Symbol.asyncDispose]: async () => {
      await container.remove({ force: true, v: true });
      const { exitCode, stderr } = await neotool(["up", "--only", service], { cwd: workingCopy, timeoutMs: 300_000 });
      if (exitCode !== 0) throw new Error(`${service} was not made as it was:\n${stderr}`);
    },
  };
};
