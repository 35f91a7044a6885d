import { homedir, userInfo } from "node:os";
import { cacheDirectory } from "../../../dev/platform/package-root.ts";
import { asRoot } from "../../../dev/setup/as-root.ts";
import { inspectMachine } from "../../../dev/setup/machine.ts";
import { prepareTools } from "../../../dev/setup/tools.ts";

const LONG_MS = 600_000;
const NEEDED = [{ name: "javac", atLeast: "17" }, { name: "java", atLeast: "17" }, { name: "mvn", atLeast: "3.6.3" }] as const;

/**
 * A JDK and Maven, for the programs of the tests that run on the JVM. What is missing is installed as a package of the system.
 *
 * @throws {DevError} `TOOL_MISSING`, `SETUP_NEEDS_ROOT` where that cannot be: such a test is never skipped.
 */
export const javaTools = async (report: (line: string) => void = () => {}): Promise<void> => {
  const signal = AbortSignal.timeout(LONG_MS);
  const machine = await inspectMachine(userInfo().uid, false);
  await prepareTools(NEEDED, { machine, root: asRoot(machine, report, signal), cacheDirectory: cacheDirectory(process.env, homedir()) }, report, signal);
};
