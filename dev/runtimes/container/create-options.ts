import type { ContainerCreateOptions } from "dockerode";
import { containerName, networkName, templateVolumeName, volumeName, type Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import { formatSession } from "../../model/session-label.ts";
import { stopGraceOf } from "../../model/stop-grace.ts";
import type { FoundImage } from "../../images/present.ts";
import type { DesiredContainer } from "../../planner/desired.ts";

const MIB = 1024 * 1024;
const LOOPBACK = "127.0.0.1";

/** The labels of everything that belongs to an instance. */
export const instanceLabels = ({ id, workingCopy, place, session }: Instance): Record<string, string> => ({
  [LABEL.instance]: id,
  [LABEL.workingCopy]: workingCopy,
  ...(place !== undefined && { [LABEL.place]: place }),
  ...(session && { ...session.labels, [LABEL.session]: formatSession(session) }),
});

/**
 * What the engine is asked to make of a definition. Pure.
 *
 * @param logFiles Folder of the engine's machine where containers' log files are, for services that read them.
 */
export const createOptions = ({ name, service, hash, fields, ports }: DesiredContainer, image: FoundImage, instance: Instance, logFiles = ""): ContainerCreateOptions => {
  const { limits, readsLogs, hostName } = service;
  const portKey = (endpoint: string) => `${service.endpoints[endpoint]?.containerPort}/tcp`;
  return {
    name: containerName(instance, name),
    // By name, so that `docker ps` reads well; which image it is, the image id in the container says.
    Image: image.reference,
    Labels: {
      ...instanceLabels(instance),
      [LABEL.service]: name,
      [LABEL.hash]: hash,
      [LABEL.fields]: JSON.stringify(fields),
      ...(readsLogs && { [LABEL.logLinks]: readsLogs.links }),
    },
    ...(service.entrypoint && { Entrypoint: [...service.entrypoint] }),
    ...(service.command && { Cmd: [...service.command] }),
    ...(service.runAs && { User: `${service.runAs.uid}:${service.runAs.gid}` }),
    Env: Object.entries(service.env ?? {}).map(([key, value]) => `${key}=${value}`),
    Hostname: name,
    // In the container itself: whoever stops it later, `docker stop` included, need not know the definition.
    StopTimeout: stopGraceOf(service),
    ExposedPorts: Object.fromEntries(Object.keys(ports).map((endpoint) => [portKey(endpoint), {}])),
    HostConfig: {
      PortBindings: Object.fromEntries(Object.entries(ports).map(([endpoint, port]) => [portKey(endpoint), [{ HostIp: LOOPBACK, HostPort: String(port) }]])),
      Mounts: [
        ...(service.volumes ?? []).map((volume) => ({ Type: "volume" as const, Source: volumeName(instance, volume.name), Target: volume.path })),
        // The engine makes it with the container, where it is not there yet.
        ...(service.templates ?? []).map((template) => ({
          Type: "volume" as const,
          Source: templateVolumeName(template.name, image.id, template.madeFrom),
          Target: template.path,
          VolumeOptions: { NoCopy: true, Labels: { [LABEL.template]: template.name }, DriverConfig: { Name: "local", Options: {} } },
        })),
        ...(readsLogs ? [{ Type: "bind" as const, Source: logFiles, Target: readsLogs.directory, ReadOnly: true }] : []),
      ],
      ...(hostName !== undefined && { ExtraHosts: [`${hostName}:host-gateway`] }),
      NetworkMode: networkName(instance),
      Memory: limits.memoryMiB * MIB,
      ...(limits.shmMiB !== undefined && { ShmSize: limits.shmMiB * MIB }),
      ...(limits.nofile !== undefined && { Ulimits: [{ Name: "nofile", Soft: limits.nofile, Hard: limits.nofile }] }),
      // What reads the files of the machine reads nothing where SELinux labels them.
      SecurityOpt: ["no-new-privileges", ...(readsLogs ? ["label=disable"] : [])],
      // After a reboot nothing starts by itself: Vault would be up without its keys. `up` starts it all again.
      RestartPolicy: { Name: "no" },
      LogConfig: { Type: "json-file", Config: { "max-size": "20m", "max-file": "3" } },
    },
    NetworkingConfig: { EndpointsConfig: { [networkName(instance)]: { Aliases: [name] } } },
  };
};
