import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import { expect, inject, test } from "vitest";
import { envelope, neotool, projectRoot } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { placesWithSecrets, secretsOfStack } from "../support/secrets.ts";
import { tempDir, type TempDir } from "../support/temp-dir.ts";

const { workingCopy } = inject("stack");

const open = (...args: readonly string[]) => neotool(["open", ...args], { cwd: workingCopy });

test("in a pipe it prints the address of the page, which answers, and how to log in without saying with what", async () => {
  const { exitCode, stdout, stderr } = await open("minio");
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(stderr).toBe("It asks for STORAGE_ACCESS_KEY and STORAGE_SECRET of `neotool dev env`.");
  expect(placesWithSecrets({ stdout, stderr }, await secretsOfStack())).toEqual([]);
  const page = await fetch(stdout);
  expect(page.headers.get("content-type")).toContain("text/html");
  await page.body?.cancel();
});

test("a page is named by its service, its endpoint, or both", async () => {
  const urls = await Promise.all([["minio"], ["console"], ["minio.console"]].map(async (args) => envelope<{ url: string; opened: boolean }>(await open(...args, "--json")).data));
  expect(new Set(urls.map(({ url }) => url)).size).toBe(1);
  expect(urls.map(({ opened }) => opened)).toEqual([false, false, false]);
});

test("a service without a page is answered with those that have one", async () => {
  expect(envelope(await open("minoi", "--json")).error).toMatchObject({ code: "USAGE", hint: expect.stringContaining("minio.console") });
});

/** A program that notes what it was called with, in the place of the system's. */
const fakeBrowser = async (directory: TempDir, exitCode: number) => {
  await writeFile(directory.file("xdg-open"), `#!/bin/sh\necho "$@" > '${directory.file("called")}'\nexit ${exitCode}\n`);
  await chmod(directory.file("xdg-open"), 0o755);
};

const atTerminal = async (directory: TempDir, ...args: readonly string[]): Promise<string> => {
  const terminal = spawn(process.execPath, [join(projectRoot, "bin", "neotool.js"), "dev", "open", ...args], {
    cwd: workingCopy,
    cols: 120,
    env: { ...process.env, CI: "", WSL_DISTRO_NAME: "", PATH: `${directory.path}:${process.env.PATH ?? ""}`, DISPLAY: ":0" },
  });
  let shown = "";
  terminal.onData((data) => (shown += data));
  await new Promise<void>((resolve) => terminal.onExit(() => resolve()));
  return shown;
};

test("at a terminal with a screen it opens the browser", async () => {
  await using directory = await tempDir();
  await fakeBrowser(directory, 0);
  const shown = await atTerminal(directory, "minio");
  const [, url = ""] = /Opened (http:\S+)/.exec(shown) ?? [];
  expect((await readFile(directory.file("called"), "utf8")).trim()).toBe(url);
});

test("a browser that cannot be opened is no failure: the address is printed", async () => {
  await using directory = await tempDir();
  await fakeBrowser(directory, 3);
  expect(await atTerminal(directory, "minio")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\r?$/m);
});

test("with --print no browser is opened, also at a terminal", async () => {
  await using directory = await tempDir();
  await fakeBrowser(directory, 0);
  expect(await atTerminal(directory, "minio", "--print")).toMatch(/^http:\/\/127\.0\.0\.1:\d+\r?\n$/);
  await expect(readFile(directory.file("called"))).rejects.toThrow("ENOENT");
});

test("where there are several pages, their names are asked for", async () => {
  expect(envelope(await open("--json")).error).toMatchObject({ code: "USAGE", message: expect.stringMatching(/several pages: .*minio\.console.*prometheus\.http/) });
});

leavesNothingBehind(async () => []);
