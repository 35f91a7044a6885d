import { expect, test } from "vitest";
import { docker } from "../../support/engine.ts";
import { testInstance } from "../../support/instance.ts";
import { observatoryOf } from "../../support/observability.ts";
import { until } from "../../support/until.ts";

/** Less than the five seconds after which Promtail takes up a changed list of targets. */
const SOON_MS = 3_000;

test("the log of a container that is new to a running agent is in Loki soon, also of one in another's place", async () => {
  const instance = await testInstance("newcomer");
  expect((await instance.run("up", "--only", "promtail")).exitCode).toBe(0);
  const { logs } = await observatoryOf(instance.path);
  await until("the agent has begun", async () => (await logs('{service="loki"}')).length > 0, 20_000);
  const upAgain = async () => {
    const before = await logs('{service="vault"} |= "Vault server started"');
    expect((await instance.run("up", "--only", "vault")).exitCode).toBe(0);
    const lines = (found: typeof before) => found.flatMap(({ values }) => values).length;
    await until("Loki has its lines", async () => lines(await logs('{service="vault"} |= "Vault server started"')) > lines(before), SOON_MS);
  };
  await upAgain();
  await (await docker()).getContainer((await instance.containers()).vault ?? "").remove({ force: true, v: true });
  await upAgain();
  const { promtail = "" } = await instance.containers();
  const said = await (await docker()).getContainer(promtail).logs({ stdout: true, stderr: true });
  expect(said.toString()).not.toContain("level=error");
});
