import { expect, test } from "vitest";
import { docker } from "../../support/engine.ts";
import { engineSwitch } from "../../support/engine-switch.ts";
import { testInstance } from "../../support/instance.ts";
import { neotoolAt } from "../../support/terminal.ts";

test("an engine that goes away is said and waited for; what happened meanwhile is there when it is back", async () => {
  const instance = await testInstance("gone");
  expect((await instance.run("up", "--only", "vault")).exitCode).toBe(0);
  await using engine = await engineSwitch();
  await using terminal = neotoolAt(["ui"], { cwd: instance.path, env: { DOCKER_HOST: engine.host } });
  await terminal.until("all is ready", () => /✔ vault +ready/.test(terminal.screen()));
  await engine.off();
  await terminal.until("it is said", () => /The engine [^.]*\. Trying again\./.test(terminal.screen().replaceAll("\n", " ")));
  const vault = (await docker()).getContainer((await instance.containers()).vault ?? "");
  await vault.restart();
  await engine.on();
  await terminal.until("it is back", () => /The engine is back\./.test(terminal.screen()) && /✔ vault +ready/.test(terminal.screen()));
  terminal.press("/vault is unsealed\r");
  await terminal.until("each start is in the log, once", () => (terminal.screen().match(/core: vault is unsealed/g) ?? []).length === 2);
  await vault.kill();
  await terminal.until("what happens now is told", () => /✘ vault +failed/.test(terminal.screen()));
  terminal.press("q");
  expect(await terminal.exited).toBe(0);
});
