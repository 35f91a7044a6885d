import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { renderedManifests } from "../../../../scripts/rendered-manifests.ts";
import { projectRoot } from "../../../support/cli.ts";
import { isRecord } from "../../../../dev/platform/is-record.ts";

const folder = join(projectRoot, "k3d", "rendered");
const files = renderedManifests();
const documents = files.flatMap(({ text }) => parseAllDocuments(text).map((document): unknown => document.toJS()));

test("k3d/rendered is what the definitions say, file by file (npm run docs)", () => {
  expect(readdirSync(folder).toSorted()).toEqual(files.map(({ name }) => name).toSorted());
  for (const { name, text } of files) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
});

test("no value of a secret stands in it", () => {
  const secrets = documents.filter((one) => isRecord(one) && one.kind === "Secret");
  const values = secrets.flatMap((one) => (isRecord(one) && isRecord(one.stringData) ? Object.values(one.stringData) : ["?"]));
  expect(secrets.length).toBeGreaterThan(5);
  expect(new Set(values)).toEqual(new Set(["<made by neotool dev up>"]));
});

test("images are the official ones, by the names that production uses", () => {
  const text = files.map((file) => file.text).join("");
  expect(text).toContain("image: postgres:18.1\n");
  expect(text).not.toContain("neotool.local");
});

test("to no reader of YAML, old or new, is a word of it a boolean or a number by accident", () => {
  for (const { text } of files) {
    const read = (version: "1.1" | "1.2") => parseAllDocuments(text, { version }).map((document): unknown => document.toJS());
    expect(read("1.1")).toEqual(read("1.2"));
  }
});
