import { expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { testInstance } from "../../support/instance.ts";

const BUSYBOX = "neotool.local/busybox:1.37";

test("a service that exits at once says its code, and the rest comes up; after the fix up goes on from there", async () => {
  // Busybox ends at once: its shell has no input.
  const instance = await testInstance("exits", { "neotool.config.ts": `export default { pgbouncer: { image: "${BUSYBOX}" } };` });
  const up = await instance.run("up", "--only", "pgbouncer", "--only", "vault");
  expect(up.exitCode).toBe(1);
  expect(up.stderr).toContain("error[SERVICE_EXITED] pgbouncer exited with code 0 before it was ready");
  expect(up.stderr).toContain("neotool dev logs pgbouncer shows everything it said");
  expect(await instance.phases()).toMatchObject({ postgres: "ready", vault: "ready" });

  const before = await instance.containers();
  await instance.write("neotool.config.ts", "export default {};");
  expect((await instance.run("up", "--only", "pgbouncer", "--only", "vault")).exitCode).toBe(0);
  const after = await instance.containers();
  expect([after.postgres, after.vault]).toEqual([before.postgres, before.vault]);
  expect(await instance.phases()).toMatchObject({ pgbouncer: "ready" });
});

test("who waits for a service that has failed is not waited for", async () => {
  const instance = await testInstance("leans");
  await instance.run("up", "--only", "pgbouncer");
  // Kafka's image in Postgres' place: it has a shell, and no server.
  await instance.write("neotool.config.ts", 'export default { postgres: { image: "neotool.local/apache/kafka:3.7.0" } };');
  const up = envelope<{ services: { name: string; phase: string; hold: string | null }[] }>(await instance.run("up", "--only", "pgbouncer", "--json"));
  expect(up.error).toMatchObject({ code: "SERVICE_EXITED", message: expect.stringMatching(/^postgres exited with code \d+ before it was ready$/) });
  expect(JSON.stringify(up.error)).not.toContain("pgbouncer runs, but was not ready");
  expect(up.data.services).toEqual(expect.arrayContaining([expect.objectContaining({ name: "pgbouncer", phase: "running", hold: "postgres did not get ready" })]));
});

test("a service that fails shows its last lines, and the one-shots that wait for it are not begun", async () => {
  // Postgres' image in Kafka's place: it has no broker, and its shell says so.
  const instance = await testInstance("speaks", { "neotool.config.ts": 'export default { kafka: { image: "neotool.local/postgres:18.1" } };' });
  const up = envelope<{ services: { name: string; phase: string }[] }>(await instance.run("up", "--only", "kafka", "--json"));
  expect(up.error).toMatchObject({ code: "SERVICE_EXITED", message: "kafka exited with code 127 before it was ready" });
  expect(up.error?.evidence.join("\n")).toContain("/opt/kafka/bin/kafka-server-start.sh: not found");
  expect(up.error?.evidence).toContain("not begun because of it: kafka-topics");
  expect(up.data.services).toEqual(expect.arrayContaining([expect.objectContaining({ name: "kafka", phase: "failed" }), expect.objectContaining({ name: "kafka-topics", phase: "skipped" })]));
});

test("a service that needs more memory than its limit says so, with the limit and where to raise it", async () => {
  const instance = await testInstance("hungry", { "neotool.config.ts": "export default { kafka: { memoryMiB: 64 } };" });
  const up = envelope(await instance.run("up", "--only", "kafka", "--json"));
  expect(up.error).toMatchObject({
    code: "SERVICE_OUT_OF_MEMORY",
    message: "kafka was killed: it needed more than its limit of 64 MiB",
    hint: expect.stringContaining("Raise kafka.memoryMiB in neotool.config.ts"),
  });
});

test("a service that is not ready in time says its last answer, and goes on running for a look inside", async () => {
  const instance = await testInstance("slow");
  const up = envelope(await instance.run("up", "--only", "kafka", "--wait-timeout", "0.3", "--json"));
  expect(up.error).toMatchObject({ code: "SERVICE_NOT_READY", message: expect.stringMatching(/^kafka runs, but was not ready within 0\.3 s: ./) });
  expect(up.error?.evidence[0]).toMatch(/^last answer: ./);
  expect((await instance.phases()).kafka).toBe("running");
  expect((await instance.run("up", "--only", "kafka")).exitCode).toBe(0);
});
