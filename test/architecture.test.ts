import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "./support/cli.ts";

/** The house: each slice may import only from slices above it. `wiring` assembles real parts; `fixtures`, `cli` and `index.ts` are the roots. */
const SLICES = [
  "errors",
  "platform",
  "model",
  "stacks",
  "docker",
  "images",
  "secrets",
  "instance",
  "planner",
  "probes",
  "engine",
  "runtimes",
  "data",
  "seed",
  "graph",
  "env",
  "parity",
  "doctor",
  "ui",
  "setup",
  "wiring",
  "fixtures",
  "cli",
] as const;

/** Packages that only these slices may know. */
const PACKAGE_HOMES: Readonly<Record<string, readonly string[]>> = {
  execa: ["platform"],
  dockerode: ["docker", "images", "setup", "runtimes"],
  commander: ["cli"],
  "@eslint-community/regexpp": ["cli"],
  pg: ["probes", "data"],
  "pg-copy-streams": ["data"],
  "@platformatic/kafka": ["probes", "data"],
  "@aws-sdk/client-s3": ["data"],
  "@aws-sdk/client-sts": ["data"],
  aws4: ["probes"],
  jose: ["secrets"],
  ink: ["ui"],
  react: ["ui"],
  acorn: ["stacks"],
  "@sveltejs/acorn-typescript": ["stacks"],
  testcontainers: ["fixtures"],
  vitest: ["fixtures"],
  diff: ["wiring"],
  "tar-stream": ["runtimes", "data"],
  mrmime: ["seed"],
  graphql: ["graph"],
  "@apollo/composition": ["graph"],
  "@apollo/federation-internals": ["graph"],
  "@graphql-inspector/core": ["graph"],
  "semver/ranges/max-satisfying.js": ["parity"],
  yaml: ["runtimes", "stacks", "seed", "parity"],
  "@prometheus-io/lezer-promql": ["stacks"],
  "zod/mini": ["platform", "stacks", "images", "secrets", "instance", "runtimes", "data"],
  "zod/v4/locales/en.js": ["stacks"],
};

const LONGEST_FILE = 250;

interface SourceFile {
  readonly path: string;
  readonly slice: string;
  readonly text: string;
  readonly imports: readonly string[];
}

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)));

const read = (path: string): SourceFile => {
  const text = readFileSync(join(projectRoot, path), "utf8");
  const code = text.replace(/^\s*(\*|\/\/|\/\*).*$/gm, ""); // an example in a comment imports nothing
  const imports = [...code.matchAll(/(?:^import\s[^"']*?|^export\s[^"']*?from\s+|^} from\s+|\bimport\()["']([^"']+)["']/gm)].map(([, name = ""]) => name);
  return { path, text, imports, slice: path.split("/")[1] ?? "" };
};

const sources = filesBelow("dev").map(read);

const sliceOf = (path: string): string => relative(join(projectRoot, "dev"), path).split("/")[0] ?? "";

test("the scan sees the imports it is about", () => {
  const seen = sources.flatMap(({ imports }) => imports);
  expect(seen).toContain("execa");
  expect(seen).toContain("dockerode");
  expect(seen.filter((name) => name.startsWith(".")).length).toBeGreaterThan(300);
});

test("every file of dev/ lives in a slice of the house", () => {
  const strangers = sources.filter(({ path, slice }) => path !== "dev/index.ts" && !SLICES.some((known) => known === slice));
  expect(strangers.map(({ path }) => path)).toEqual([]);
});

test("a slice imports only slices above it", () => {
  const order = (slice: string) => SLICES.findIndex((known) => known === slice);
  const wrong = sources.flatMap(({ path, slice, imports }) =>
    path === "dev/index.ts"
      ? []
      : imports
          .filter((name) => name.startsWith("."))
          .map((name) => resolve(projectRoot, dirname(path), name))
          .filter((target) => target.startsWith(join(projectRoot, "dev")) && order(sliceOf(target)) > order(slice))
          .map((target) => `${path} imports ${relative(projectRoot, target)}`),
  );
  expect(wrong).toEqual([]);
});

test("a package is known only where it belongs", () => {
  const wrong = sources.flatMap(({ path, slice, imports }) =>
    imports.filter((name) => PACKAGE_HOMES[name]?.includes(slice) === false).map((name) => `${path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test("every package that dev/ imports has a home", () => {
  const packages = new Set(sources.flatMap(({ imports }) => imports).filter((name) => !name.startsWith(".") && !name.startsWith("node:")));
  expect([...packages].filter((name) => !(name in PACKAGE_HOMES))).toEqual([]);
});

test("only the process's own entry ends the process", () => {
  const wrong = sources.filter(({ path, text }) => /\bprocess\.exit\(/.test(text) && !/^dev\/cli\/(bin|own-stream)\.ts$/.test(path)); // own-stream: what both of its entries write to
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("processes are spawned in one place", () => {
  // But for what stays for days, which must not hold a library in memory for it.
  const wrong = sources.filter(({ imports, path }) => imports.includes("node:child_process") && path !== "dev/platform/child.ts");
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("definitions do not ask which runtime they run on", () => {
  const wrong = sources.filter(({ slice, text }) => slice === "stacks" && /\bk3d\b|\bruntime\b\s*===/.test(text));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("what is held by `await using` is held until the end: nothing is returned without waiting for it", () => {
  const wrong = sources.flatMap(({ path, text }) =>
    text.split(/^(?=(?:export )?(?:const|async function))/m).flatMap((block) =>
      block.includes("await using") ? (block.match(/^\s*return (?!await\b)[\w.]+\(.*$/gm) ?? []).map((line) => `${path}: ${line.trim()}`) : [],
    ),
  );
  expect(wrong).toEqual([]);
});

test("no enums, default exports, namespaces, barrels or casts", () => {
  const wrong = sources.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const code = line.replace(/\/\/.*|\/\*.*\*\/|^\s*\*.*/g, "").replace(/"[^"]*"|`[^`]*`/g, '""');
      const isWrong =
        /^\s*(export )?(const )?enum\b/.test(code) ||
        /^export default\b/.test(code) ||
        /^\s*(export )?namespace\s+[\w.]+\s*\{/.test(code) ||
        (/^export \* from/.test(code) && path !== "dev/index.ts") ||
        /\bas (?!const\b)[A-Za-z_{([]/.test(code.replace(/\* as \w+/g, "").replace(/\b\w+ as \w+(?=[,\s}]*(?:,|}))/g, ""));
      return isWrong ? [`${path}:${index + 1} ${line.trim()}`] : [];
    }),
  );
  expect(wrong).toEqual([]);
});

test("no file is longer than a reader can hold", () => {
  const everything = [...filesBelow("dev"), ...filesBelow("scripts"), ...filesBelow("test")].map(read);
  const long = everything.filter(({ text }) => text.split("\n").length > LONGEST_FILE);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("no file is a drawer for odds and ends", () => {
  const drawers = [...filesBelow("dev"), ...filesBelow("scripts")].filter((path) => /(^|\/)(utils?|helpers?|manager|common|misc)\.tsx?$/i.test(path));
  expect(drawers).toEqual([]);
});
