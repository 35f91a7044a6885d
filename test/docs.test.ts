import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../dev/errors/codes.ts";
import { configSchema } from "../dev/stacks/config/schema.ts";
import { commandReference } from "../scripts/command-reference.ts";
import { commands } from "../dev/cli/commands.ts";
import { projectRoot } from "./support/cli.ts";

const read = (path: string): string => readFileSync(join(projectRoot, path), "utf8");
const headings = (text: string): readonly string[] => [...text.matchAll(/^## (.+)$/gm)].map(([, heading = ""]) => heading);

test("the command reference is what the commands say (npm run docs)", () => {
  expect(read("docs/commands.md")).toBe(commandReference());
});

test("every error code has its section, and no section is about a code that is gone", () => {
  expect(headings(read("docs/errors.md"))).toEqual(Object.keys(ERROR_CODES).map((code) => code.toLowerCase().replaceAll("_", "-")));
});

test("every key of the config is explained", () => {
  const page = read("docs/configuration.md");
  const sections = Object.keys(configSchema.def.shape);
  expect(sections.filter((key) => !page.includes(`\`${key}\``) && !page.includes(`\`${key}.`))).toEqual([]);
});

test("the README's table has every command", () => {
  const readme = read("README.md");
  expect(commands.filter(({ name, hidden }) => hidden !== true && !readme.includes(`| \`${name}`)).map(({ name }) => name)).toEqual([]);
});

test("links between the pages lead somewhere", () => {
  const pages = ["README.md", "CONTRIBUTING.md", ...readdirSync(join(projectRoot, "docs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
  const dead = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\(([^)#\s]+)(#[^)\s]*)?\)/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^https?:/.test(target) && !existsSync(join(projectRoot, dirname(page), target)))
      .map((target) => `${page} → ${target}`),
  );
  expect(dead).toEqual([]);
});

test("every fault is held by a test that exists", () => {
  const rows = read("docs/faults.md").split("\n").filter((line) => /^\| (?!fault |-)/.test(line));
  const tests = rows.map((row) => / (test\/\S+\.test\.ts) \|$/.exec(row)?.[1] ?? row);
  expect(tests.length).toBeGreaterThan(20);
  expect(tests.filter((path) => !existsSync(join(projectRoot, path)))).toEqual([]);
});

test("ADRs are numbered without gaps and say their status", () => {
  const adrs = readdirSync(join(projectRoot, "docs/adr")).filter((name) => name.endsWith(".md")).sort();
  expect(adrs.length).toBeGreaterThan(5);
  expect(adrs.map((name) => name.slice(0, 4))).toEqual(adrs.map((_name, index) => String(index + 1).padStart(4, "0")));
  expect(adrs.filter((name) => !/^Status: (accepted|superseded)/m.test(read(`docs/adr/${name}`)))).toEqual([]);
});

test("nothing names a folder of one machine or a package registry's host", () => {
  const hosts = ["registry.npmjs", "deb.debian", "repo.maven", "proxy.golang", "pypi.org", "crates.io"].map((host) => host.replace(".", "\\."));
  const pattern = new RegExp(`(${hosts.join("|")})\\.?|(^|[^\\w])/(root|work|Users/\\w+)/`, "m");
  const files = ["dev", "scripts", "test", "compose", "docs", ".ci"].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)),
  );
  const named = [...files, ...["README.md", "CONTRIBUTING.md", "neotool", "package.json", "package-lock.json"].map((name) => join(projectRoot, name))].filter(
    (path) => !path.endsWith("docs.test.ts") && pattern.test(readFileSync(path, "utf8")),
  );
  expect(named.map((path) => path.slice(projectRoot.length + 1))).toEqual([]);
});
