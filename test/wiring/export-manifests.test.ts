import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { instanceOf } from "../../dev/model/instance.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";
import { manifestFiles, type ManifestSelection } from "../../dev/wiring/export-manifests.ts";
import { envelope, neotool } from "../support/cli.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const stack = neotoolStack(DEFAULT_SETTINGS);
const namesIn = (selection?: ManifestSelection) => manifestFiles(stack, instanceOf("/src/shop"), selection).map(({ name }) => name);

test("a profile is what every service needs, and its services in the order in which they start", () => {
  expect(namesIn({ profile: "core" })).toEqual(["base", "kafka", "postgres", "pgbouncer", "vault", "minio"]);
  expect(namesIn()).toContain("grafana");
});

test("a service by name is that one alone", () => {
  expect(namesIn({ only: ["pgbouncer"] })).toEqual(["pgbouncer"]);
});

test("a name that is none is answered with what was probably meant; a one-shot is no name here", () => {
  expect(() => namesIn({ only: ["pgbounser"] })).toThrow('There is no service "pgbounser"; did you mean "pgbouncer"?');
  expect(() => namesIn({ only: ["kafka-topics"] })).toThrow('There is no service "kafka-topics"');
});

const workingCopy = async () => {
  const copy = await makeWorkingCopy("shop");
  onTestFinished(() => copy[Symbol.asyncDispose]());
  return { path: (file: string) => join(copy.path, file), run: (...args: readonly string[]) => neotool(["manifests", ...args], { cwd: copy.path }) };
};

test("without options the manifests are printed as one stream, and nothing is made", async () => {
  const { run, path } = await workingCopy();
  const printed = await run();
  expect(printed).toMatchObject({ exitCode: 0, stderr: "" });
  const kinds = parseAllDocuments(printed.stdout).map((document) => String(document.get("kind")));
  expect(kinds.slice(0, 8)).toEqual(Array(8).fill("Namespace"));
  expect(kinds.filter((kind) => kind === "StatefulSet" || kind === "Deployment").length).toBe(5);
  await expect(stat(path(".neotool"))).rejects.toThrow("ENOENT");
});

test("into a directory each service gets its file, and a second time again", async () => {
  const { run, path } = await workingCopy();
  for (const _time of [1, 2]) expect(await run("--output", "rendered")).toMatchObject({ exitCode: 0, stdout: "", stderr: `Wrote 6 files to ${path("rendered")}.` });
  expect((await readdir(path("rendered"))).toSorted()).toEqual(["base.yaml", "kafka.yaml", "minio.yaml", "pgbouncer.yaml", "postgres.yaml", "vault.yaml"]);
});

test("a file of somebody else's is left as it is, and so are the others", async () => {
  const { run, path } = await workingCopy();
  await run("--output", "rendered", "vault");
  await writeFile(path("rendered/vault.yaml"), "mine\n");
  const refused = await run("--output", "rendered", "kafka", "vault");
  expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("vault.yaml is there already, and neotool did not make it") });
  expect(await readFile(path("rendered/vault.yaml"), "utf8")).toBe("mine\n");
  expect(await readdir(path("rendered"))).toEqual(["vault.yaml"]);
});

test("for scripts the objects are data, file by file", async () => {
  const { run } = await workingCopy();
  const { data } = envelope<{ output: null; files: readonly { name: string; manifests: readonly { kind: string }[] }[] }>(await run("--json", "vault"));
  expect(data).toMatchObject({ output: null, files: [{ name: "vault" }] });
  expect(data.files[0]?.manifests.map(({ kind }) => kind)).toEqual(["ServiceAccount", "Secret", "ServiceAccount", "ConfigMap", "NetworkPolicy", "Service", "Service", "Deployment", "Secret", "Job"]);
});
