import { forgetJournal, readJournal, type ResetJournal } from "../../data/reset/journal.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import { shellWord } from "../../platform/shell-word.ts";
import { runPlan } from "../../engine/run-plan.ts";
import { afterWipe } from "../../planner/after-wipe.ts";
import { performTools, subjectWithoutImages } from "../perform-tools.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { runningInstance, type RunningInstance } from "./running-instance.ts";
import { withoutTheirData } from "./without-their-data.ts";

const sentence = ({ startedAt, only, snapshot }: ResetJournal): string =>
  `The reset${startedAt === "" ? "" : ` of ${startedAt}`} did not come to its end: what it had deleted is gone, the rest is there. ` +
  `neotool dev reset${only.map((scope) => ` --only ${shellWord(scope)}`).join("")} finishes it${snapshot === null ? "" : `, neotool dev snapshot restore ${snapshot} undoes it`}.`;

/** A killed reset may have left clients waiting at the pooler, whose readiness is asked through it. Where nothing runs, nobody waits. */
export const letClientsOn = async (project: Project, surroundings: Surroundings, signal: AbortSignal): Promise<void> => {
  try {
    const { stores } = await runningInstance(project, surroundings, signal);
    if (!stores.postgres?.pooler) return;
    const { letOn } = await import("../../data/postgres/hold-clients.ts");
    await letOn(stores.postgres.pooler, stores.postgres.action.databases.map(({ name }) => name));
  } catch (error) {
    if (!(error instanceof DevError) || error.code !== "SERVICE_NOT_RUNNING") throw error;
  }
};

/**
 * Where a reset was killed, makes the instance usable: clients that wait at the pooler go on, topics
 * are there with their settings. Destroys nothing. Whoever calls has the instance's lock.
 */
export const mendInterruptedReset = async (project: Project, surroundings: Surroundings, instance: RunningInstance, warn: (text: string) => void, interrupt: Interrupt): Promise<void> => {
  const journal = await readJournal(project.directory.reset);
  if (!journal) return;
  warn(sentence(journal));
  const { stores, desired, observed, connection } = instance;
  const { clock } = surroundings;
  if (stores.postgres) {
    const { mendPostgres } = await import("../../data/postgres/mend.ts");
    await mendPostgres(stores.postgres);
  }
  if (stores.kafka && journal.topics.length > 0) {
    const { makeMissingTopics } = await import("../../data/kafka/ensure-topics.ts");
    await makeMissingTopics(journal.topics, stores.kafka.address, clock, interrupt.soft);
  }
  const targets = ["postgres", "kafka", "minio", "vault"].filter((store) => desired.has(store));
  const { ok, errors } = await runPlan(afterWipe(targets, { renewed: [], files: [], elsewhere: withoutTheirData(desired, { postgres: "all" }) }, desired), observed, performTools(project, surroundings, connection, subjectWithoutImages(desired), interrupt), () => {});
  if (!ok) throw errors[0] ?? interrupt.soft.reason;
  await forgetJournal(project.directory.reset);
};
