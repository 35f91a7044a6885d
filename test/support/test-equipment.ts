import { join } from "node:path";
import { execa } from "execa";
import { inspectImage } from "../../dev/images/present.ts";
import { projectRoot } from "./cli.ts";
import { testEngine } from "./engine.ts";

/** Nothing that users run ever names it. */
const KAFKA_EXPORTER = "neotool.local/test-equipment/kafka-exporter:1";

/** An own program with the flags, port and metrics of danielqsj/kafka-exporter, which has no stand-in. Needs Go; is built once. @returns its image's name. */
export const testKafkaExporter = async (): Promise<string> => {
  const { socket } = await testEngine();
  if (!(await inspectImage(socket, KAFKA_EXPORTER))) await buildKafkaExporter(KAFKA_EXPORTER);
  return KAFKA_EXPORTER;
};

export const buildKafkaExporter = async (name: string): Promise<void> => {
  const { socket } = await testEngine();
  await execa("bash", [join(projectRoot, "test", "support", "kafka-exporter", "build.sh"), name], { env: { DOCKER_HOST: `unix://${socket}` }, timeout: 600_000 });
};

/** A Postgres of an older major than the stack's, which tests of upgrades begin with. */
const OLD_POSTGRES = "neotool.local/test-equipment/postgres:15";
const BASE = "neotool.local/base:bookworm";

/** Built once, from Debian's packages, in less than a minute. @returns its image's name. */
export const oldPostgres = async (): Promise<string> => {
  const { socket } = await testEngine();
  const build = async (name: string, folder: string): Promise<void> => {
    if (await inspectImage(socket, name)) return;
    await execa("bash", [join(projectRoot, folder, "build.sh")], { env: { DOCKER_HOST: `unix://${socket}` }, timeout: 600_000 });
  };
  await build(BASE, "scripts/images/base-bookworm");
  await build(OLD_POSTGRES, "test/support/postgres-15");
  return OLD_POSTGRES;
};
