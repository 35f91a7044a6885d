import { checkVolume, type ReadFile } from "../engine/check-volume.ts";
import { DevError } from "../errors/dev-error.ts";
import type { VolumeCheck } from "../model/service.ts";
import { pass, type Check, type CheckResult } from "./check.ts";

/** A volume with data, and the questions that its service asks of them. */
export interface VolumeSubject {
  readonly service: string;
  /** As the stack names it. */
  readonly volume: string;
  readonly checks: readonly VolumeCheck<string>[];
  /** A file of it, by its path in the container; `undefined`: nobody can look into it now. */
  readonly read: ReadFile | undefined;
}

/** The credentials that volumes were made with, against those that will be used. */
export interface CredentialsSubject {
  /** Services with a volume from before. */
  readonly servicesWithData: readonly string[];
  /** Whether the file with this instance's credentials is there. */
  readonly kept: boolean;
  /** Names of those that the config now pins to another value. */
  readonly repinned: readonly string[];
}

const ofVolume = async ({ service, checks, read }: VolumeSubject): Promise<DevError | undefined> => {
  if (!read) return undefined;
  try {
    for (const check of checks) await checkVolume(check, service, read);
    return undefined;
  } catch (error) {
    if (error instanceof DevError) return error;
    throw error;
  }
};

const judgeVolumes = (problems: readonly DevError[], { servicesWithData, kept, repinned }: CredentialsSubject, unseen: readonly string[], seen: number): CheckResult => {
  if (problems.length > 0) return { verdict: "fail", detail: problems.map(({ message }) => message).join("; "), fix: problems.map(({ hint }) => hint).join("\n") };
  const services = servicesWithData.join(" and ");
  if (!kept && servicesWithData.length > 0) {
    return { verdict: "warn", detail: `the data of ${services} are from before, but this instance's credentials are gone`, fix: "neotool dev up draws new ones and sets them where that can be done (Postgres, MinIO); to start empty: neotool dev down --volumes --yes" };
  }
  const changed = repinned.filter((name) => servicesWithData.includes(name.split(".")[0] ?? ""));
  if (changed.length > 0) {
    return { verdict: "warn", detail: `the config pins other credentials than the data were made with: ${changed.join(", ")}`, fix: "neotool dev up sets them in the data where that can be done; applications need neotool dev env again." };
  }
  if (unseen.length > 0) return pass(`${seen} fit; ${unseen.join(", ")} cannot be looked into now: neotool dev up does, before it starts anything on them`);
  return pass(seen === 0 ? "none yet" : `${seen} fit what runs on them`);
};

/** Asked before a server crashes on them: data of another Postgres, another Kafka cluster's id, changed credentials. */
export const volumesCheck = (find: () => Promise<{ readonly volumes: readonly VolumeSubject[]; readonly credentials: CredentialsSubject }>): Check => ({
  id: "volumes",
  title: "Data of the volumes",
  run: async () => {
    const { volumes, credentials } = await find();
    const problems = (await Promise.all(volumes.map(ofVolume))).filter((problem) => problem !== undefined);
    const unseen = volumes.filter(({ read }) => read === undefined).map(({ volume }) => volume);
    return judgeVolumes(problems, credentials, unseen, volumes.length - unseen.length);
  },
});
