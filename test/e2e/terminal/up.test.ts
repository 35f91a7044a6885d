import { expect, test } from "vitest";
import { instanceSecrets, testInstance } from "../../support/instance.ts";
import { neotoolAt, neotoolInShell, PUT_BACK } from "../../support/terminal.ts";

const SMALL = ["--only", "vault", "--only", "minio"] as const;

test("up draws at 80x24 until all is ready, through resizes, and leaves its summary in the scrollback", async () => {
  const instance = await testInstance("drawn");
  await using terminal = neotoolInShell(["up", ...SMALL], { cwd: instance.path });
  await terminal.until("the screen is drawn", () => /neotool dev up {2}drawn-\w+ +\d of 2 ready/.test(terminal.screen()));
  expect(terminal.state()).toMatchObject({ alternate: true, cursorHidden: true });
  expect(terminal.screen().split("\n").length).toBeLessThan(24);
  terminal.resize(40, 12);
  await terminal.until("it is drawn anew", () => terminal.screen().split("\n").length <= 11 && /── log of all services/.test(terminal.screen()));
  terminal.resize(120, 40);
  expect(await terminal.exited).toBe(0);
  expect(terminal.state()).toEqual(PUT_BACK);
  const text = terminal.scrollback();
  expect(text).toMatch(/✔ vault +ready +http:\/\/127\.0\.0\.1:\d+ +\d+\.\d s/);
  expect(text).toMatch(/Ready in \d+\.\d s/);
  expect(text).toContain("neotool dev logs --follow");
  expect(text).not.toContain("log of all services"); // the screen left nothing behind
  expect(text).toMatch(/exit 0\n[^]* icanon /);
  expect(await instance.phases()).toMatchObject({ vault: "ready", minio: "ready" });

  await using again = neotoolAt(["up", ...SMALL], { cwd: instance.path });
  expect(await again.exited).toBe(0);
  expect(again.raw()).not.toContain("\u001b[?1049h"); // nothing to do, nothing to draw
  const secrets = await instanceSecrets(instance);
  expect(secrets.filter((secret) => terminal.raw().includes(secret)).length).toBe(0);
});

test("Ctrl+C is acknowledged on the screen before anything ends; exit 130, and the terminal is as it was", async () => {
  const instance = await testInstance("interrupted");
  await using terminal = neotoolInShell(["up"], { cwd: instance.path });
  await terminal.until("a service is at work", () => /(starting|running) /.test(terminal.screen()) && terminal.state().alternate);
  terminal.press("\u0003");
  await terminal.until("it is acknowledged", () => /Interrupted: nothing new is begun/.test(terminal.raw()));
  expect(await terminal.exited).toBe(0);
  const [acknowledged, left] = ["Interrupted: nothing new is begun", "\u001b[?1049l"].map((said) => terminal.raw().indexOf(said));
  expect(acknowledged).toBeLessThan(left ?? 0); // on the screen that still stood
  expect(terminal.scrollback()).toMatch(/Interrupted: nothing new is begun, what runs stays\.[^]*error\[INTERRUPTED\][^]*exit 130\n[^]* icanon /);
  expect(terminal.state()).toEqual(PUT_BACK);
});

test("d goes on in lines", async () => {
  const instance = await testInstance("lines");
  await using terminal = neotoolAt(["up", "--only", "kafka"], { cwd: instance.path });
  await terminal.until("a service is at work", () => /(pending|starting|running) /.test(terminal.screen()) && terminal.state().alternate);
  terminal.press("d");
  await terminal.until("a line is written", () => !terminal.state().alternate && /\d s {2}kafka +ready/.test(terminal.screen()));
  expect(await terminal.exited).toBe(0);
  expect(terminal.state()).toEqual(PUT_BACK);
});

test("a failure leaves the screen and is explained as without one", async () => {
  const instance = await testInstance("failing");
  await using terminal = neotoolAt(["up", "--only", "kafka", "--wait-timeout", "0"], { cwd: instance.path });
  expect(await terminal.exited).toBe(1);
  expect(terminal.raw()).toContain("\u001b[?1049h");
  expect(terminal.scrollback()).toMatch(/error\[SERVICE_NOT_READY\] kafka runs, but was not ready within 0 s[^]* fix: /);
  expect(terminal.state()).toEqual(PUT_BACK);
});

test("in CI, or into a dumb terminal, there are lines", async () => {
  const instance = await testInstance("ci");
  await using terminal = neotoolAt(["up", "--only", "vault"], { cwd: instance.path, env: { CI: "true" } });
  expect(await terminal.exited).toBe(0);
  expect(terminal.raw()).not.toContain("\u001b[");
  expect(terminal.scrollback()).toMatch(/\d s {2}vault +starting/);
});
