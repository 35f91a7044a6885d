import { findPostgresData } from "../../engine/check-volume.ts";
import { DevError } from "../../errors/dev-error.ts";
import { lockInstance } from "../../instance/lock.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import { connect } from "../connection.ts";
import { knownInstance } from "../known-instance.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Held, OldDataChoice } from "./held.ts";
import { runningInstance } from "./running-instance.ts";
import { restoreSnapshot, usableSnapshot } from "./snapshot/restore-snapshot.ts";
import { setAside } from "./snapshot/set-aside.ts";
import { postgresMajorOf } from "./snapshot/subject.ts";
import { withSnapshots, type SnapshotTools } from "./snapshot/with-snapshots.ts";
import { imageOfMajor, upgradePostgres, type Upgrade } from "./upgrade-postgres.ts";

/** What was set aside of one service, and how it comes back. */
export interface SetAside {
  readonly service: string;
  readonly snapshot: string;
  /** Once the service runs on its empty volume. `undefined`: nothing is taken over. */
  readonly takeOver: (() => Promise<void>) | undefined;
}

/** Postgres as it lies there, and who reads it. Asked before anything is touched. */
const oldPostgres = async (project: Project, surroundings: Surroundings, choice: OldDataChoice, signal: AbortSignal): Promise<Omit<Upgrade, "snapshot"> | undefined> => {
  const { engine, runtime } = await connect(project, surroundings, signal);
  const data = await findPostgresData(postgresMajorOf(project) ?? 0, (path) => runtime.readFile("postgres", path, signal));
  if (!data || choice !== "upgrade") return data && { data, image: "" };
  return { data, image: await imageOfMajor(engine, data.version, signal) };
};

/**
 * Makes room for services that cannot work with what is on their volumes: that becomes a snapshot each, and they begin anew with the next `up`.
 *
 * @throws {DevError} `IMAGE_UNAVAILABLE`, `USAGE`, `SNAPSHOT_FAILED`, `DISK_FULL`: nothing was changed then.
 */
export const setOldDataAside = (project: Project, surroundings: Surroundings, held: readonly Held[], choice: Exclude<OldDataChoice, "keep">, tools: SnapshotTools, interrupt: Interrupt): Promise<readonly SetAside[]> =>
  withSnapshots(project, surroundings, "up", tools, interrupt, async () => {
    const fixed = held.filter(({ canUpgrade }) => !canUpgrade).map(({ service }) => service);
    if (choice === "upgrade" && fixed.length > 0) throw new DevError("USAGE", `What ${fixed.join(" and ")} has cannot be taken over from here; nothing was changed`, { hint: "docs/errors.md#volume-incompatible shows how. neotool dev up --old-data reset sets it aside and begins anew." });
    const old = held.some(({ service }) => service === "postgres") ? await oldPostgres(project, surroundings, choice, interrupt.soft) : undefined;
    const connection = await connect(project, surroundings, interrupt.soft);
    const aside: SetAside[] = [];
    for (const { service } of held) {
      const observed = await connection.runtime.observe(interrupt.soft);
      const ground = { connection, observed, known: await knownInstance(project, surroundings, observed) };
      const { name } = await setAside(project, ground, { services: [service], postgresMajor: service === "postgres" ? Number(old?.data.version) : undefined }, surroundings.clock, interrupt.hard);
      tools.say(`What ${service} had is now the snapshot ${name}`);
      const takeOver = service === "postgres" ? old && (() => takePostgresOver(project, surroundings, { ...old, snapshot: name }, tools, interrupt)) : () => bringBack(project, surroundings, name, tools, interrupt);
      aside.push({ service, snapshot: name, takeOver: choice === "upgrade" ? takeOver : undefined });
    }
    return aside;
  });

const takePostgresOver = async (project: Project, surroundings: Surroundings, upgrade: Upgrade, { say }: SnapshotTools, { soft }: Interrupt): Promise<void> => {
  const running = await runningInstance(project, surroundings, soft);
  await using _lock = await lockInstance(project.directory, "up");
  const databases = await upgradePostgres(project, running, upgrade, say, soft);
  say(`Taken over from Postgres ${upgrade.data.version}: ${databases.join(", ")}. The old data stay as the snapshot ${upgrade.snapshot}.`);
};

/** Topics of another cluster: a restore gives their storage this instance's id. */
const bringBack = (project: Project, surroundings: Surroundings, name: string, tools: SnapshotTools, interrupt: Interrupt): Promise<void> =>
  withSnapshots(project, surroundings, "up", tools, interrupt, async () => {
    const running = await runningInstance(project, surroundings, interrupt.soft);
    const { ok, errors } = await restoreSnapshot(project, surroundings, running, await usableSnapshot(project, running, name, interrupt.soft), tools, interrupt);
    if (!ok) throw errors[0] ?? interrupt.soft.reason;
  });
