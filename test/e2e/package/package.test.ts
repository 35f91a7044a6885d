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
