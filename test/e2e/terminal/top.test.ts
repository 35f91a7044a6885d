import { expect, test } from "vitest";
import { docker } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";
import { neotoolAt, neotoolInShell, PUT_BACK } from "../../support/terminal.ts";

const DOWN = "\u001b[B";

test("neotool dev top shows what runs and what it uses, as it comes and goes, and leaves the terminal as it was", async () => {
  const instance = await testInstance("busy");
  expect((await instance.run("up", "--only", "vault", "--only", "minio")).exitCode).toBe(0);
  await using terminal = neotoolInShell(["top"], { cwd: instance.path });
  await terminal.until("both are read", () => /vault +\d+\.\d +\d+ \/ 256[^]*minio +\d+\.\d +\d+ \/ 384 /.test(terminal.screen()));
  expect(terminal.screen()).toMatch(/leases +-/); // there is no Prometheus here
  terminal.press("m");
  await terminal.until("it is sorted", () => /by memory\n[^]*minio [^]*vault /.test(terminal.screen()));
  terminal.press(DOWN);
  await terminal.until("the first is selected", () => /▸minio[^]*usage of minio[^]*memory +\d+ of 384 MiB/.test(terminal.screen()));

  await (await docker()).getContainer((await instance.containers()).vault ?? "").kill();
  await terminal.until("what was killed uses nothing", () => /vault +- +- /.test(terminal.screen()));
  await (await docker()).getContainer((await instance.containers()).vault ?? "").start();
  await terminal.until("it is back", () => /vault +\d+\.\d +\d+ \/ 256/.test(terminal.screen()));

  terminal.resize(40, 10);
  await terminal.until("it fits into less", () => /q quit/.test(terminal.screen()) && !/IN\/s/.test(terminal.screen()) && terminal.screen().split("\n").length < 10);
  terminal.press("q");
  expect(await terminal.exited).toBe(0);
  expect(terminal.scrollback()).toMatch(/exit 0\n[^]* icanon /);
  expect(terminal.state()).toEqual(PUT_BACK);
});

test("Ctrl+C leaves, without colours and UTF-8 it is plain, and with --once it is a table", async () => {
  const instance = await testInstance("plain-top");
  expect((await instance.run("up", "--only", "vault")).exitCode).toBe(0);
  const plain = { NO_COLOR: "1", LANG: "C", LC_ALL: "C" };
  await using terminal = neotoolAt(["top"], { cwd: instance.path, env: plain });
  await terminal.until("it is read", () => /vault +\d+\.\d +\d+ \/ 256/.test(terminal.screen()));
  expect(terminal.screen()).toMatch(/^[\x20-\x7e\n]+$/);
  expect(terminal.raw()).not.toMatch(/\u001b\[(3[0-7]|9[0-7]|38)[;m]/);
  terminal.press("\u0003");
  expect(await terminal.exited).toBe(0);
  expect(terminal.state()).toEqual(PUT_BACK);
  await using once = neotoolAt(["top", "--once"], { cwd: instance.path, columns: 120 });
  expect(await once.exited).toBe(0);
  expect(once.screen()).toMatch(/^SERVICE +CPU %[^\n]+\nvault +\d+\.\d +\d+ \/ 256 /);
});

test("where nothing runs it says what to do instead", async () => {
  const instance = await testInstance("idle");
  expect(await instance.run("top")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("error[SERVICE_NOT_RUNNING] Nothing of this instance runs") });
});
