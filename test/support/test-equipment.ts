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
