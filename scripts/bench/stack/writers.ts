import { lockedImage } from "../../../dev/images/lock.ts";
import { presentImage } from "../../../dev/images/present.ts";
import { containerName } from "../../../dev/model/instance.ts";
import { LABEL } from "../../../dev/model/labels.ts";
import type { ContainerService } from "../../../dev/model/service.ts";
import { prepareCredentials } from "../../../dev/secrets/credentials.ts";
import type { Project } from "../../../dev/wiring/project.ts";
import type { Bench } from "../row.ts";
import { belongings, purge } from "./belongings.ts";
import { STUB_IMAGE, stub, stubProject } from "./stubs.ts";
import type { WorkingCopy } from "./working-copy.ts";

/** What each writer writes, and how fast. */
export interface Load {
  readonly linesPerSecond: number;
  readonly lines: number;
  /** Unix time at which all of them begin: by then somebody reads. */
  readonly beginAt: number;
}

/** As long as a usual line of a service. @param number Nine digits, which say whether one is missing. */
const LINE = "%09d INFO  request handled in 12 ms by worker 3 for tenant shop, code 200, 1234 bytes";

/**
 * One program that counts by the clock: what it could not write in time, it writes later. It ends when it is asked to,
 * and not when it is done: who follows must not see an end.
 */
const programOf = ({ linesPerSecond, lines, beginAt }: Load): string => `trap 'exit 0' TERM
while [ "$(date +%s)" -lt ${beginAt} ]; do sleep 0.05; done
awk 'BEGIN {
  while (n < ${lines}) {
    getline now < "/proc/uptime"; close("/proc/uptime"); split(now, up, " ")
    if (!begun) begun = up[1]
    due = int((up[1] - begun + 0.1) * ${linesPerSecond}); if (due > ${lines}) due = ${lines}
    while (n < due) printf "${LINE}\\n", n++
    fflush(); system("sleep 0.1")
  }
}'
sleep 3600 & wait`;

/** Numbered, so that all names are as long. */
export const writerServices = (count: number): readonly ContainerService[] => Array.from({ length: count }, (_, index) => stub(`writer-${String(index + 1).padStart(2, "0")}`));

export const writerProject = (copy: WorkingCopy, count: number): Project => stubProject(copy, writerServices(count));

/** A secret, though nobody needs one: by its secrets an instance counts as one that was brought up. */
export const prepareWriters = async ({ directory }: Project): Promise<void> => {
  const { keep } = await prepareCredentials(directory.credentials, ["writers"], {});
  await keep();
};

/** Makes and starts writers in place of those that were there: their logs are empty. @returns the containers' names. */
export const startWriters = async ({ instance }: Project, services: readonly ContainerService[], load: Load, { api, engine }: Bench): Promise<readonly string[]> => {
  await purge(api, await belongings(api, instance));
  const image = await presentImage(engine.socket, lockedImage(STUB_IMAGE));
  const labels = (service: string) => ({ [LABEL.instance]: instance.id, [LABEL.service]: service, [LABEL.workingCopy]: instance.workingCopy });
  return await Promise.all(
    services.map(async ({ name }) => {
      const container = containerName(instance, name);
      const body = { Image: image?.reference ?? STUB_IMAGE, Cmd: ["sh", "-c", programOf(load)], Labels: labels(name), HostConfig: { NetworkMode: "none" } };
      await api.call("POST", `/containers/create?name=${container}`, { body });
      await api.call("POST", `/containers/${container}/start`);
      return container;
    }),
  );
};
