import { access, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { projectRoot } from "../../support/cli.ts";

/** A project of somebody else's with the package installed as from a registry: no source, no dependency of ours. */
const installed = async (): Promise<string> => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "neotool-package-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { stdout } = await execa("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], { cwd: projectRoot });
  mkdirSync(join(folder, ".git"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "shop", private: true, type: "module" }));
  await execa("npm", ["install", "--offline", "--no-audit", "--no-fund", join(folder, stdout.trim())], { cwd: folder });
  return folder;
};

test("the package runs by npx, brings no dependency along, and knows its recipes, its files for containers and clusters, completion scripts and the demo dataset", async () => {
  const folder = await installed();
  const npx = (...args: readonly string[]) => execa("npx", ["--no-install", "neotool", ...args], { cwd: folder, env: { npm_config_update_notifier: "false" } });
  expect((await npx("--version")).stdout).toMatch(/^\d+\.\d+\.\d+$/);
  const { stdout: packages } = await execa("npm", ["ls", "--all", "--parseable"], { cwd: folder });
  expect(packages.trim().split("\n")).toHaveLength(2); // the project and neotool
  await writeFile(join(folder, "neotool.config.ts"), 'import { defineConfig } from "neotool";\nexport default defineConfig({ kafka: { topics: { orders: {} } } });\n');
  expect((await npx("dev", "completion", "bash")).stdout).toContain("complete -F _neotool neotool");
  const config: { data: { settings: { kafka: { topics: unknown } } } } = JSON.parse((await npx("dev", "config", "--json")).stdout);
  expect(config.data.settings.kafka.topics).toEqual({ orders: { partitions: 1, configs: {} } });
  expect((await npx("dev", "up", "--only", "vault", "--dry-run", "--json")).exitCode).toBe(0);
  expect((await npx("dev", "manifests", "promtail", "grafana")).stdout).toContain("neotool-cluster.json");
  expect((await npx("dev", "manifests", "vault")).stdout).toContain("jwt-init.sh: |");
  for (const name of ["k3d", "kubectl"]) await access(join(folder, "node_modules", "neotool", "scripts", "programs", name, "build.sh"));
  expect((await npx("dev", "seed", "--list")).stdout).toMatch(/^demo +comes with neotool +postgres, kafka, minio, vault/m);
});

test("its types tell a project what a config may say, without any other package", async () => {
  const folder = await installed();
  const tsc = join(projectRoot, "node_modules", ".bin", "tsc");
  const check = async (config: string) => {
    await writeFile(join(folder, "neotool.config.ts"), `import { defineConfig } from "neotool";\nexport default defineConfig(${config});\n`);
    return execa(tsc, ["--noEmit", "--strict", "--module", "nodenext", "--skipLibCheck", "false", "--types", "", "neotool.config.ts"], { cwd: folder, reject: false });
  };
  expect(await check('{ minio: { buckets: { exports: { access: "public-read" } } } }')).toMatchObject({ exitCode: 0, stdout: "" });
  const wrong = await check('{ minio: { bukets: {} } }');
  expect(wrong.exitCode).not.toBe(0);
  expect(wrong.stdout).toContain("'bukets' does not exist in type");
});

test("its entry is light, and what tests import from it is there for modules and for require, with types", async () => {
  const folder = await installed();
  const node = (...args: readonly string[]) => execa(process.execPath, args, { cwd: folder });
  const NAMES = "const names = async (entry) => console.log(entry, Object.keys(await import(entry)).filter((name) => !/^(default|module\\.exports)$/.test(name)).sort().join(' '));";
  const { stdout } = await node("--input-type=module", "--eval", `${NAMES} await names("neotool"); await names("neotool/jest"); await names("neotool/node-test");`);
  expect(stdout.split("\n")).toEqual([
    "neotool defineConfig defineSeed images sharedStack startStack useStack",
    "neotool/jest currentStack globalSetup globalTeardown stackEnvironment",
    "neotool/node-test stackForTests",
  ]);
  const required = await node("--input-type=commonjs", "--eval", 'console.log(typeof require("neotool").useStack, typeof require("neotool/jest").globalSetup, Object.keys(require.cache).filter((path) => path.endsWith("fixtures.cjs")).length)');
  expect(required.stdout).toBe("function function 0");
  await writeFile(join(folder, "use.ts"), `import { useStack, type RunningStack } from "neotool";
import { currentStack } from "neotool/jest";
import { stackForTests } from "neotool/node-test";
export const use = async (): Promise<string> => {
  await using stack: RunningStack = await useStack({ services: ["postgres"] });
  await using database = await stack.postgres.database({ migrate: async (url) => void url });
  const { id, state } = await (await stackForTests()).stop();
  const port: number = currentStack().asTestcontainers().postgres().getMappedPort(5432);
  return [database.direct.url, stack.connection("kafka").brokers, id, state, port].join(" ");
};
`);
  await writeFile(join(folder, "misuse.ts"), 'import { startStack } from "neotool";\nexport const misuse = async () => (await (await startStack()).stop()).connection("postgres");\n');
  const check = (file: string) =>
    execa(join(projectRoot, "node_modules", ".bin", "tsc"), ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--skipLibCheck", "false", "--types", "", file], { cwd: folder, reject: false });
  expect(await check("use.ts")).toMatchObject({ exitCode: 0, stdout: "" });
  expect((await check("misuse.ts")).stdout).toContain("Property 'connection' does not exist on type 'StoppedStack'"); // what is gone is an error before it is run
});
