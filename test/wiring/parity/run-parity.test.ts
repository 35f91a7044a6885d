import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { DevError } from "../../../dev/errors/dev-error.ts";
import { loadProduction } from "../../../dev/parity/load/load-production.ts";
import type { ParityResult } from "../../../dev/parity/report/result.ts";
import { applyFix, proposeFix } from "../../../dev/wiring/parity/fix-config.ts";
import { runParity, type ParityRequest } from "../../../dev/wiring/parity/run-parity.ts";
import { openProject, self } from "../../../dev/wiring/project.ts";
import { realSurroundings } from "../../../dev/wiring/surroundings.ts";
import { projectRoot } from "../../support/cli.ts";
import { tempDir, type TempDir } from "../../support/temp-dir.ts";

const MANIFESTS = join(projectRoot, "test/parity/production");
const NOBODY = new AbortController().signal;

const write = async (directory: TempDir, files: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(directory.file(name)), { recursive: true });
    await writeFile(directory.file(name), text);
  }
};

/** A project with production's manifests in `infra`, and what a test puts beside them. */
const project = async (files: Readonly<Record<string, string>> = {}) => {
  const directory = await tempDir();
  await cp(MANIFESTS, directory.file("infra"), { recursive: true });
  await write(directory, { "neotool.config.ts": 'export default { parity: { manifests: "infra" } };\n', ...files });
  const surroundings = { ...realSurroundings(), cwd: directory.path };
  const tools = { cache: directory.file("cache"), env: {}, find: (program: string) => Promise.resolve(program) };
  const run = async (request: Partial<ParityRequest> = {}): Promise<ParityResult> =>
    runParity(await openProject(surroundings), surroundings, { directory: undefined, entry: undefined, ref: undefined, ...request }, { load: loadProduction, tools, live: undefined }, NOBODY);
  return { directory, surroundings, run, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
};

const found = ({ judged }: ParityResult, id: string) => judged.find(({ finding }) => finding.id === id);

const failure = async (run: Promise<unknown>): Promise<DevError> => {
  const error = await run.then(() => undefined, (cause: unknown) => cause);
  if (error instanceof DevError) return error;
  throw new Error("it did not fail as it should", { cause: error });
};

test("what the config sets is told with its line in the config", async () => {
  await using one = await project({ "neotool.config.ts": 'export default {\n  parity: { manifests: "infra" },\n  kafka: {\n    image: "apache/kafka:4.1.0",\n  },\n};\n' });
  const { finding } = found(await one.run(), "kafka/image/major") ?? {};
  expect(finding?.local).toEqual({ text: "apache/kafka:4.1.0", origin: { kind: "file", file: "neotool.config.ts", line: 4 } });
  expect(finding?.production).toEqual({ text: "apache/kafka:3.7.0", origin: { kind: "file", file: "kafka.yaml", line: 17 } });
});

test("tests of the repository are the third side; the manifests themselves, and what git ignores in them, are not", async () => {
  await using one = await project({ "src/db.test.ts": 'new GenericContainer("postgres:16");\n', "node_modules/x/db.ts": 'new GenericContainer("postgres:9");\n', "infra/docker-compose.yml": "services:\n  old:\n    image: postgres:12\n" });
  const ids = (await one.run()).judged.flatMap(({ finding }) => (finding.axis === "tests" ? [finding.id] : []));
  expect(ids).toEqual(["postgres/tests/src/db.test.ts"]);
});

test("waivers of the project are heeded", async () => {
  await using one = await project({ "parity.waivers.yaml": "waivers:\n  - id: kafka/topics/*\n    reason: made by hand\n    owner: us\n    until: 2099-01-01\n" });
  expect(found(await one.run(), "kafka/topics/order.created")?.verdict).toEqual({ is: "waived", reason: "made by hand", owner: "us", until: "2099-01-01" });
});

test("broken waivers are an error before anything is compared", async () => {
  await using one = await project({ "parity.waivers.yaml": "waivers:\n  - id: x\n" });
  expect((await failure(one.run())).code).toBe("WAIVERS_INVALID");
});

test("without a folder, it is said how to name one", async () => {
  await using one = await project({ "neotool.config.ts": "export default {};\n" });
  const error = await failure(one.run());
  expect([error.code, error.hint]).toEqual(["USAGE", 'neotool dev parity <folder>, or parity: { manifests: "<folder>" } in neotool.config.ts.']);
  expect((await one.run({ directory: "infra" })).manifests).toBe("infra");
});

/** In a process of its own: the test runner's module loader would stand in the way of Node's. */
const parity = async (directory: TempDir, ...args: readonly string[]) => {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [join(projectRoot, "dev/cli/bin.ts"), "dev", "parity", ...args, "--static"], { cwd: directory.path, reject: false, env: { NEOTOOL_INVOKED_AS: "neotool" } });
  return { stdout, stderr, exitCode };
};

test("the fix is a diff of the config; what is written closes what it said, and nothing else is touched", async () => {
  const before = 'export default {\n  parity: { manifests: "infra" }, // theirs\n  kafka: { image: "apache/kafka:4.1.0" },\n};\n';
  await using one = await project({ "neotool.config.ts": before });
  const shown = await parity(one.directory, "fix");
  expect(shown.stdout).toContain('-  kafka: { image: "apache/kafka:4.1.0" },\n+  kafka: { image: "apache/kafka:3.7.0", topics: { "order.created": { partitions: 3, configs: { "retention.ms": "604800000" } } } },');
  expect(shown.stdout).toContain("neotool dev parity fix --yes writes it; nothing was changed.");
  expect(await readFile(one.directory.file("neotool.config.ts"), "utf8")).toBe(before);
  expect((await parity(one.directory, "--fail-on", "error")).exitCode).toBe(3);
  expect((await parity(one.directory, "fix", "--yes")).stdout).toContain("Closes kafka/image/major, kafka/topics/order.created, minio/s3/versioning.neotool-assets-private.");
  expect(await readFile(one.directory.file("neotool.config.ts"), "utf8")).toContain('  parity: { manifests: "infra" }, // theirs\n');
  const after = await parity(one.directory);
  expect([after.exitCode, after.stdout]).toEqual([0, expect.not.stringMatching(/image\/major|order\.created|versioning/)]);
  expect((await readdir(one.directory.path)).filter((name) => name.startsWith(".neotool.config"))).toEqual([]);
});

test("where there is no config, one is written", async () => {
  await using directory = await tempDir();
  await mkdir(directory.file(".git"));
  await cp(MANIFESTS, directory.file("infra"), { recursive: true });
  const { stdout, exitCode } = await parity(directory, "fix", "infra", "--yes");
  expect([exitCode, stdout.split("\n").slice(0, 2)]).toEqual([0, ["--- /dev/null", "+++ b/neotool.config.ts"]]);
  expect(await readFile(directory.file("neotool.config.ts"), "utf8")).toMatch(/^import \{ defineConfig \} from "neotool";\n\nexport default defineConfig\(\{\n {2}kafka: /);
});

test("a report says in its exit code and in its document whether there is drift", async () => {
  await using one = await project({ "src/db.test.ts": 'new GenericContainer("postgres:16");\n' });
  const json = await parity(one.directory, "--json");
  expect([json.exitCode, JSON.parse(json.stdout)]).toMatchObject([3, { command: "parity", status: "ok", data: { drift: true, counts: { error: 1 } }, error: null }]);
  const text = await parity(one.directory, "--explain-matching");
  expect(text.stdout).toContain("kafka: StatefulSet neotool-messaging/kafka at kafka.yaml:1, because its image apache/kafka:3.7.0 is kafka");
  expect((await parity(one.directory, "nowhere")).exitCode).toBe(2);
});

test("a config that was changed meanwhile is not written over", async () => {
  await using one = await project();
  const fix = await proposeFix(await openProject(one.surroundings), (await one.run()).judged, one.directory.path);
  await writeFile(one.directory.file("neotool.config.ts"), "export default { runtime: \"k3d\" };\n");
  expect((await failure(applyFix(fix, self))).message).toBe("neotool.config.ts was changed while it was being compared");
  expect(await readFile(one.directory.file("neotool.config.ts"), "utf8")).toBe("export default { runtime: \"k3d\" };\n");
});
