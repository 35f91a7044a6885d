import { checkFile, type CheckedFile } from "../data/kafka/check-file.ts";
import { ensureTopics } from "../data/kafka/ensure-topics.ts";
import { kafkaReason } from "../data/kafka/kafka-reason.ts";
import { nothingOf, settingsEntry, type TopicEntry } from "../data/kafka/ledger-entry.ts";
import { ensureTopicLedger, entryRecord, readTopicLedger, topicOf, withTopics, type TopicsSession } from "../data/kafka/seed-topics.ts";
import { sendFile } from "../data/kafka/send-file.ts";
import { DevError } from "../errors/dev-error.ts";
import type { Topic } from "../model/task.ts";
import type { Address } from "../probes/address.ts";
import type { Dataset, TopicFile } from "./dataset.ts";
import { hashOf } from "./hash-file.ts";
import { howFar } from "./how-far.ts";
import type { FileOutcome } from "./outcome.ts";
import { readTopics } from "./read-topics.ts";
import type { SeedRun } from "./seed-run.ts";

/** A file with what must be known before anything of it is sent. */
interface Planned {
  readonly file: TopicFile;
  readonly checked: CheckedFile;
  /** What is written down and still holds: of this topic, and of a beginning of this file. */
  readonly entry: TopicEntry | undefined;
  readonly isChanged: boolean;
}

const plan = async (file: TopicFile, written: TopicEntry | undefined, topicId: string | undefined, { force, signal }: SeedRun): Promise<Planned> => {
  const known = written?.topicId === topicId && !force ? written : undefined;
  const checked = await checkFile(file, known?.bytes, signal);
  const entry = known && checked.beginning === known.hash ? known : undefined;
  return { file, checked, entry, isChanged: known !== undefined && entry === undefined };
};

const isDone = ({ file, entry }: Planned): boolean => entry?.whole === true && entry.bytes === file.bytes;

/** Those of `topics.yaml`, and with one partition those that are missing although there are records for them. */
const wantedTopics = (listed: readonly Topic[], known: ReadonlyMap<string, unknown>): readonly Topic[] => {
  const bare = [...known].filter(([topic, found]) => found === undefined && !listed.some(({ name }) => name === topic));
  return [...listed, ...bare.map(([name]) => ({ name, partitions: 1, configs: {} }))];
};

const makeTopics = async (dataset: Dataset, topics: readonly Topic[], address: Address, { clock, signal, report }: SeedRun): Promise<void> => {
  try {
    (await ensureTopics(topics, address, clock, signal)).forEach(report.warn);
  } catch (cause) {
    if (!(cause instanceof DevError) || cause.code !== "TASK_FAILED") throw cause;
    throw new DevError("SEED_FAILED", `${dataset.topics?.shown ?? dataset.directory}: ${cause.message}`, { hint: "Mend the topic there and run the same command again; nothing was sent.", cause: cause.cause });
  }
};

const send = async (session: TopicsSession, dataset: Dataset, { file, checked, entry, isChanged }: Planned, { report, signal }: SeedRun): Promise<FileOutcome> => {
  const { admin } = session;
  const topic = await topicOf(admin, file.topic);
  if (!topic) throw new DevError("SEED_FAILED", `${file.shown}: the topic ${file.topic} went away`, { hint: "Run the same command again: it is made anew." });
  const { partition, line } = checked.highestPartition;
  if (partition >= topic.partitions) {
    throw new DevError("SEED_INVALID", `${file.shown}:${line} is for partition ${partition}, and ${file.topic} has ${topic.partitions}, from 0 on`, { hint: `Give ${file.topic} more partitions in kafka/topics.yaml. Nothing of this file was sent.` });
  }
  if (isChanged) report.warn(`${file.shown} has changed in lines that were sent before, which a topic cannot take back: all ${checked.records} records are sent again`);
  const begun = entry ?? nothingOf(topic.id);
  const progress = ({ bytes, rows }: { readonly bytes: number; readonly rows: number }) => report.progress(howFar(dataset.name, file, bytes, rows, "records"));
  const rows = await sendFile(session, { dataset: dataset.name, file, topic: file.topic, partitions: topic.partitions, entry: begun, line: entry ? checked.beginningLines + 1 : 1 }, progress, signal);
  return { file: file.name, store: "kafka", did: entry ? "continued" : "applied", rows, bytes: file.bytes - begun.bytes };
};

/**
 * Makes topics and sends what is new in the files. All files are read before the first record is sent.
 *
 * @throws {DevError} `SEED_INVALID`, `SEED_FAILED`
 */
export const seedKafka = async (dataset: Dataset, address: Address, run: SeedRun): Promise<readonly FileOutcome[]> => {
  const listed = dataset.topics ? await readTopics(dataset.topics) : [];
  const listHash = dataset.topics && (await hashOf(dataset.topics, run.signal));
  const outcomes: FileOutcome[] = [];
  const done = (outcome: FileOutcome) => (outcomes.push(outcome), run.report.done(dataset.name, outcome));
  try {
    await withTopics(address, async (session) => {
      const ledger = await readTopicLedger(session, dataset.name);
      const names = new Set([...listed.map(({ name }) => name), ...dataset.kafka.map(({ topic }) => topic)]);
      const known = new Map(await Promise.all([...names].map(async (name) => [name, await topicOf(session.admin, name)] as const)));
      const plans: Planned[] = [];
      for (const file of dataset.kafka) plans.push(await plan(file, ledger.get(file.name), known.get(file.topic)?.id, run));
      const isNew = [...known.values()].includes(undefined);
      const isListDue = dataset.topics !== undefined && (run.force || isNew || ledger.get(dataset.topics.name)?.hash !== listHash);
      const isDue = run.force || isNew || isListDue || plans.some((one) => !isDone(one));
      if (isDue) {
        await makeTopics(dataset, wantedTopics(listed, known), address, run);
        await ensureTopicLedger(address, run.clock, run.signal);
      }
      if (dataset.topics && listHash !== undefined && isListDue) await session.producer.send({ messages: [entryRecord(dataset.name, dataset.topics.name, settingsEntry(dataset.topics.bytes, listHash))], acks: -1 });
      if (dataset.topics) done({ file: dataset.topics.name, store: "kafka", did: isListDue ? "applied" : "unchanged", rows: 0, bytes: dataset.topics.bytes });
      for (const one of plans) {
        run.signal.throwIfAborted();
        done(isDone(one) ? { file: one.file.name, store: "kafka", did: "unchanged", rows: 0, bytes: one.file.bytes } : await send(session, dataset, one, run));
      }
    });
  } catch (cause) {
    if (cause instanceof DevError || run.signal.aborted) throw cause;
    throw new DevError("SEED_FAILED", `Kafka did not take the dataset ${dataset.name}: ${kafkaReason(cause)}`, { hint: "neotool dev logs kafka says more. Run the same command again: it goes on from there.", cause });
  }
  return outcomes;
};
