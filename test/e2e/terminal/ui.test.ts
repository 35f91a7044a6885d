import { expect, test } from "vitest";
import { docker } from "../../support/engine.ts";
import { instanceSecrets, testInstance } from "../../support/instance.ts";
import { readSecret, writeSecret } from "../../support/vault.ts";
import { neotoolAt, neotoolInShell, PUT_BACK } from "../../support/terminal.ts";

const SMALL = ["--only", "vault", "--only", "minio"] as const;
const DOWN = "\u001b[B";

test("neotool dev ui shows what runs, follows what happens, does what keys ask for, and stops nothing when it is left", async () => {
  const instance = await testInstance("watched", { "neotool/seeds/keys/vault/app.yaml": "secret/app/seeded:\n  word: known\n" });
  expect((await instance.run("up", ...SMALL)).exitCode).toBe(0);
  const before = await instance.containers();
  await using terminal = neotoolInShell(["ui"], { cwd: instance.path });
  await terminal.until("all is ready", () => /2 of \d+ ready/.test(terminal.screen()));

  // The log of one service, and of it only what one looks for.
  for (const key of [DOWN, DOWN, DOWN, DOWN]) terminal.press(key);
  await terminal.until("vault is selected", () => /▸✔ vault/.test(terminal.screen()));
  terminal.press("\r");
  await terminal.until("it is vault's log", () => /log of vault · following[^]*vault │/.test(terminal.screen()) && !/minio │/.test(terminal.screen()));
  terminal.press("/core: successful\r");
  await terminal.until("only matching lines are left", () => /with "core: successful"/.test(terminal.screen()) && !/Api Address/.test(terminal.screen()));
  terminal.press("\u001b");
  await terminal.until("the search is over", () => /log of vault · following/.test(terminal.screen()));

  // What it uses, which is read only now: this terminal is too narrow for columns.
  terminal.press("u");
  await terminal.until("its memory is told", () => /usage of vault[^]*CPU +\d+\.\d % of a processor\nmemory +\d+ of 256 MiB/.test(terminal.screen()));
  terminal.press("u");
  await terminal.until("the log is back", () => /log of vault · following/.test(terminal.screen()));

  // A container that is killed behind its back, and brought back by a key.
  await (await docker()).getContainer(before.vault ?? "").kill();
  await terminal.until("its end is told", () => /✘ vault +failed/.test(terminal.screen()));
  terminal.press("e");
  await terminal.until("it is explained", () => /error\[SERVICE_EXITED\] vault was ended by signal 9/.test(terminal.screen()));
  terminal.press("r");
  await terminal.until("it is back", () => /✔ vault +ready[^]*vault is ready again after \d+\.\d s/.test(terminal.screen()));
  expect((await instance.containers()).vault).toBe(before.vault);
  terminal.press("/vault is unsealed\r");
  await terminal.until("the log of both starts is there, each line once", () => (terminal.screen().match(/core: vault is unsealed/g) ?? []).length === 2);
  terminal.press("\u001b");

  // A shell in it, and back.
  terminal.press("s");
  await terminal.until("the shell is there", () => !terminal.state().alternate && /A shell in vault[^]*^# $/m.test(`${terminal.screen()} `));
  terminal.press("echo host $(hostname)\r");
  await terminal.until("it is vault's", () => /^host vault$/m.test(terminal.screen()));
  terminal.press("exit\r");
  await terminal.until("the screen is back", () => terminal.state().alternate && /✔ vault +ready/.test(terminal.screen()));

  // Known data, and a moment of all of them.
  terminal.press("i");
  await terminal.until("it is seeded", () => /Seeded keys: 1 file applied\./.test(terminal.screen()));
  expect(await readSecret(await instance.env(), "secret/app/seeded")).toEqual({ word: "known" });
  terminal.press("v");
  await terminal.until("it is saved", () => /The snapshot \S+\s+has\s+minio,\s+\d+\s+secrets? of vault/.test(terminal.screen()));

  // Its data: asked for, refused, asked for again.
  await writeSecret(await instance.env(), "secret/app/database", { password: "one" });
  terminal.press("x");
  await terminal.until("it asks", () => /Destroy the data of vault \(\d+ secrets\)\? y destroys them/.test(terminal.screen()));
  terminal.press("n");
  await terminal.until("nothing was done", () => /Nothing was touched/.test(terminal.screen()));
  expect(await readSecret(await instance.env(), "secret/app/database")).toEqual({ password: "one" });
  terminal.press("x");
  await terminal.until("it asks again", () => /Destroy the data of vault/.test(terminal.screen()));
  terminal.press("y");
  await terminal.until("they are gone", () => /The data of vault are gone/.test(terminal.screen()));
  expect(await readSecret(await instance.env(), "secret/app/database")).toBeUndefined();

  // Back to the moment before, which the reset has saved.
  terminal.press("z");
  await terminal.until("it asks, with the age", () => /Bring minio, \d+ secrets of vault back\s+to\s+the\s+snapshot\s+\S+,\s+taken\s+\d+\s+s\s+ago\s+\(before\s+reset\)\?/.test(terminal.screen()));
  terminal.press("y");
  await terminal.until("all is back", () => /All data are as in the snapshot \S+, after \d/.test(terminal.screen()));
  expect(await readSecret(await instance.env(), "secret/app/database")).toEqual({ password: "one" });
  terminal.press("c");
  await terminal.until("the address is copied", () => /Copied http:\/\/127\.0\.0\.1:\d+/.test(terminal.screen()));

  terminal.press("q");
  expect(await terminal.exited).toBe(0);
  expect(terminal.scrollback()).toMatch(/These go on running: vault, minio\.\n`neotool dev ui` comes back, `neotool dev down` stops them\.\nexit 0\n[^]* icanon /);
  expect(terminal.state()).toEqual(PUT_BACK);
  expect(await instance.phases()).toMatchObject({ vault: "ready", minio: "ready" });

  const secrets = await instanceSecrets(instance);
  expect(secrets.length).toBeGreaterThan(1); // Vault prints its root token into its log
  expect(secrets.filter((secret) => terminal.raw().includes(secret)).length).toBe(0);
});

test("a narrow terminal without colours and UTF-8 gets plain signs, and no colour", async () => {
  const instance = await testInstance("plain");
  expect((await instance.run("up", "--only", "vault")).exitCode).toBe(0);
  await using terminal = neotoolAt(["ui"], { cwd: instance.path, columns: 40, rows: 10, env: { NO_COLOR: "1", LANG: "C", LC_ALL: "C" } });
  await terminal.until("it is drawn", () => /\+ vault +ready +:\d+/.test(terminal.screen()));
  expect(terminal.screen()).toMatch(/^[\x20-\x7e\n]+$/);
  expect(terminal.screen().split("\n").length).toBeLessThan(10);
  expect(terminal.raw()).not.toMatch(/\u001b\[(3[0-7]|9[0-7]|38)[;m]/);
  terminal.press("\u0003");
  expect(await terminal.exited).toBe(0);
});

/** What ends a process without asking it. A crash is a throw that nobody catches. */
const CRASH = "--import=data:text/javascript,process.once('SIGUSR2',()=>{throw(new(Error)('boom'))})";

test.each([
  ["SIGTERM", 0],
  ["SIGUSR2", 1],
] as const)("%s leaves the terminal as it was", async (signal, exitCode) => {
  const instance = await testInstance("ended");
  expect((await instance.run("up", "--only", "vault")).exitCode).toBe(0);
  await using terminal = neotoolAt(["ui"], { cwd: instance.path, env: { NODE_OPTIONS: CRASH } });
  await terminal.until("it is drawn", () => /✔ vault +ready/.test(terminal.screen()));
  terminal.signal(signal);
  expect(await terminal.exited).toBe(exitCode);
  expect(terminal.state()).toEqual(PUT_BACK);
  expect(await instance.phases()).toMatchObject({ vault: "ready" });
});

test("without a terminal, and without anything that runs, it says what to do instead", async () => {
  const instance = await testInstance("nothing");
  expect(await instance.run("ui")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("error[USAGE] `neotool dev ui` draws on a terminal, and this is none") });
  await using terminal = neotoolAt(["ui"], { cwd: instance.path });
  expect(await terminal.exited).toBe(1);
  expect(terminal.screen()).toContain("error[SERVICE_NOT_RUNNING] Nothing was brought up yet");
});
