import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { projectRoot } from "../support/cli.ts";
import { realProcess } from "../support/node-process.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const SCRIPT = join(projectRoot, "compose/renew.sh");
/** Says its number, and goes on until a signal ends it. */
const LASTING = "echo begun $$; while :; do sleep 0.05; done";

/** A first program of a container, in a folder of its own. */
const first = async (mode: "run" | "early", script: string | readonly string[]) => {
  const home = await tempDir();
  const folder = join(home.path, "data/.exchange");
  const env = { TMPDIR: home.path };
  const process = realProcess("sh", [SCRIPT, mode, folder, ...(typeof script === "string" ? ["sh", "-c", script] : script)], env);
  const program = async () => Number(await readFile(join(home.path, "neotool-program.pid"), "utf8"));
  return {
    folder,
    process,
    aside: (signal = "KILL") => execa("sh", [SCRIPT, "aside", folder, signal], { env, reject: false }),
    program,
    [Symbol.asyncDispose]: async () => {
      await process[Symbol.asyncDispose]();
      // In a container it would end with the first one.
      await execa("kill", ["-KILL", String(await program())], { reject: false });
      await home[Symbol.asyncDispose]();
    },
  };
};

test("it ends as its program ends, and for no other reason begins another one", async () => {
  await using well = await first("run", "exit 0");
  expect(await well.process.ended).toBe(0);
  await using badly = await first("run", "exit 7");
  expect(await badly.process.ended).toBe(7);
  await using killed = await first("run", "kill -KILL $$");
  expect(await killed.process.ended).toBe(137);
});

/** A shell cannot listen to what its own shell ignores for programs in the background; a server's program can. */
const ending = (signal: string) => `process.on("${signal}", () => setTimeout(() => { console.log("ordered"); process.exit(5); }, 200)); setInterval(() => {}, 1000); console.log("begun");`;

test.each(["SIGTERM", "SIGINT", "SIGQUIT"] as const)("%s reaches the program, whose own end is waited for, however often it comes", async (signal) => {
  await using one = await first("run", ["node", "-e", ending(signal)]);
  expect(await one.process.line()).toBe("begun");
  one.process.signal(signal);
  one.process.signal(signal);
  expect(await one.process.line()).toBe("ordered");
  expect(await one.process.ended).toBe(5);
});

test("what has just begun and does not listen yet is told when it does", async () => {
  await using one = await first("run", ["sh", "-c", 'trap "" INT; echo deaf; sleep 0.8; exec "$@"', "sh", "node", "-e", ending("SIGINT")]);
  expect(await one.process.line()).toBe("deaf");
  one.process.signal("SIGINT");
  expect([await one.process.line(), await one.process.line()]).toEqual(["begun", "ordered"]);
  expect(await one.process.ended).toBe(5);
});

test("a signal that ends nothing is passed on", async () => {
  await using one = await first("run", "trap 'echo read' HUP; echo begun; while :; do sleep 0.05; done");
  expect(await one.process.line()).toBe("begun");
  one.process.signal("SIGHUP");
  expect(await one.process.line()).toBe("read");
});

test("aside: its program has ended, and the next one begins when the folder is gone, not before", async () => {
  await using one = await first("run", LASTING);
  const begun = await one.process.line();
  expect(await one.aside()).toMatchObject({ exitCode: 0 });
  expect(existsSync(one.folder)).toBe(true);
  const next = one.process.line();
  expect(await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 300, "nobody"))])).toBe("nobody");
  await rm(one.folder, { recursive: true });
  expect(await next).toMatch(/^begun \d+$/);
  expect(await next).not.toBe(begun);
});

test("early: the next one begins at once, and waits by itself", async () => {
  await using one = await first("early", LASTING);
  const begun = await one.process.line();
  expect(await one.aside()).toMatchObject({ exitCode: 0 });
  expect(await one.process.line()).not.toBe(begun);
  expect(existsSync(one.folder)).toBe(true);
});

// Of these, a container of Postgres is stopped by SIGINT.
test.each(["SIGTERM", "SIGINT", "SIGQUIT"] as const)("who is told by %s to end while it waits ends, and does not begin again", async (signal) => {
  await using one = await first("run", LASTING);
  await one.process.line();
  await one.aside();
  one.process.signal(signal);
  expect(await one.process.ended).toBeGreaterThan(128);
});

test("a program that does not listen goes on, and aside says so: whoever has called stops its container", async () => {
  await using one = await first("run", `trap '' QUIT; ${LASTING}`);
  await one.process.line();
  const before = await one.program();
  expect(await one.aside("QUIT")).toMatchObject({ exitCode: 1 });
  expect(await one.program()).toBe(before);
});

test("aside where nothing was begun is refused, and makes nothing", async () => {
  await using home = await tempDir();
  const { exitCode } = await execa("sh", [SCRIPT, "aside", join(home.path, "data"), "KILL"], { env: { TMPDIR: home.path }, reject: false });
  expect(exitCode).not.toBe(0);
  await until("nothing is there", () => !existsSync(join(home.path, "data")));
});

test("a wipe that has ended with its container is finished before anything begins there again; what a restore has left is waited for, and said", async () => {
  const begun = async (file: string) => {
    const home = await tempDir();
    const data = join(home.path, "data");
    await mkdir(join(data, ".exchange"), { recursive: true });
    await Promise.all([".exchange/" + file, "half", ".hidden"].map((name) => writeFile(join(data, name), "")));
    const process = realProcess("sh", [SCRIPT, "run", join(data, ".exchange"), "sh", "-c", 'ls -A "$0"; echo begun', data], { TMPDIR: home.path });
    const soon = async () => await Promise.race([process.line(), new Promise((resolve) => setTimeout(resolve, 300, "nothing"))]);
    const said = [await soon(), await soon()];
    await rm(join(data, ".exchange"), { recursive: true, force: true });
    await process.ended;
    await process[Symbol.asyncDispose]();
    await home[Symbol.asyncDispose]();
    return said;
  };
  expect(await begun("wipe")).toEqual(["begun", undefined]);
  expect(await begun("staged")).toEqual([expect.stringMatching(/\.exchange is there: .* this waits until neotool dev up/), "nothing"]);
});
