import { join } from "node:path";
import { exec } from "../../../dev/platform/exec.ts";
import { projectRoot } from "../cli.ts";
import { javaTools } from "../jvm/java-tools.ts";

const LONG_MS = 600_000;

/** Compiles the sample's service on the JVM, where it has changed: minutes for the first time, while its libraries come, then nothing. */
export const buildSample = async (report: (line: string) => void = () => {}): Promise<void> => {
  await javaTools(report);
  report("building the sample's service on the JVM");
  const file = join(projectRoot, "test", "apps", "notes", "run.sh");
  await exec("sh", [file, "build"], { hint: `Run it by hand to see more: sh ${file} build`, timeoutMs: LONG_MS, end: "group" });
};
