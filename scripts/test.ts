import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { $, minimist } from "zx";
import { javaTools } from "../test/support/jvm/java-tools.ts";
import { k3dParts } from "../test/support/k3d-parts.ts";
import { ownImages } from "../test/support/own-images.ts";
import { renderingPrograms } from "../test/support/rendering-programs.ts";
import { buildSample } from "../test/support/sample/build-sample.ts";

/**
 * The whole suite, with all set-up of the machine: `./neotool test`. Names of vitest projects (unit, integration, e2e)
 * run only those. The last line is `N passed, N failed`.
 */
$.verbose = true;
const PROJECTS = ["unit", "integration", "conformance", "e2e"] as const;
const NEED_ENGINE: readonly string[] = ["integration", "conformance", "e2e", "recipes", "faults", "grafana"];
/** Start services that are in no default profile. */
const NEED_OWN_IMAGES: readonly string[] = ["integration", "e2e"];
/** Make clusters: k3d, and a node to make them of. */
const NEED_K3D: readonly string[] = ["conformance", "recipes"];
/** Have programs on the JVM: their libraries are downloaded, and they are compiled. */
const NEED_JAVA: readonly string[] = ["integration", "conformance", "e2e"];
/** Render manifests: kubectl and helm. */
const NEED_RENDERING: readonly string[] = ["unit"];

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    /** Of a file that broke as a whole. */
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

const asked = minimist(process.argv.slice(2))._;
const projects = asked.length > 0 ? asked : PROJECTS;

await $`npm run --silent typecheck`;
// A missing engine is got or is an error, never a skip.
if (projects.some((project) => NEED_ENGINE.includes(project))) await $`${process.execPath} bin/neotool.js dev setup --yes`;
// Before the tests, because building takes longer than a hook of theirs may: ten minutes, once for a machine.
if (projects.some((project) => NEED_OWN_IMAGES.includes(project))) await ownImages(console.log);
if (projects.some((project) => NEED_K3D.includes(project))) await k3dParts(console.log);
if (projects.some((project) => NEED_JAVA.includes(project))) {
  await javaTools(console.log);
  await buildSample(console.log);
}
if (projects.some((project) => NEED_RENDERING.includes(project))) await renderingPrograms(console.log);

const folder = await mkdtemp(join(tmpdir(), "neotool-suite-"));
let passed = 0;
let failed = 0;
const failures: string[] = [];
try {
  for (const project of projects) {
    const file = join(folder, `${project}.json`);
    const run = await $({ nothrow: true, stdio: "inherit" })`npx --no-install vitest run --project ${project} --reporter=default --reporter=json --outputFile.json=${file}`;
    const report = await readReport(file);
    passed += report.numPassedTests;
    // A skipped test counts as failed: nothing here may be skipped. So does a file or a set-up that broke as a whole.
    const counted = report.numFailedTests + report.numPendingTests;
    failures.push(...failuresIn(report).map((line) => `${project}: ${line}`));
    failed += counted === 0 && (run.exitCode !== 0 || !report.success) ? Math.max(1, report.numFailedTestSuites) : counted;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
// Once more at the end: whoever reads the last lines knows which.
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** No report at all means that the runner itself broke. */
async function readReport(path: string): Promise<Report> {
  const broken: Report = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 1, success: false, testResults: [] };
  const content = await readFile(path, "utf8").catch(() => undefined);
  const report: Report = content === undefined ? broken : JSON.parse(content);
  return report;
}

/** A line each: file, test, the first line of why. */
function failuresIn({ testResults }: Report): readonly string[] {
  const firstLine = (text: string) => text.split("\n", 1)[0] ?? "";
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status !== "passed").map(({ fullName, status, failureMessages }) => `${relative(process.cwd(), name)} > ${fullName}: ${firstLine(failureMessages[0] ?? status)}`);
    return tests.length === 0 && message !== "" ? [`${relative(process.cwd(), name)}: ${firstLine(message)}`] : tests;
  });
}
