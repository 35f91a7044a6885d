import { join } from "node:path";
import { expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { docker } from "../../support/engine.ts";
import { testInstance, type TestInstance } from "../../support/instance.ts";
import { placesWithSecrets, secretsBelow } from "../../support/secrets.ts";

interface Explanation {
  readonly service: string;
  readonly phase: string;
  readonly summary: string;
  readonly since: string | null;
  readonly chain: readonly { readonly service: string }[];
  readonly answer: { readonly ready: boolean; readonly reason: string | null } | null;
  readonly ending: { readonly exitCode: number; readonly outOfMemory: boolean } | null;
  readonly run: { readonly failure: { readonly code: string } | null } | null;
  readonly changes: readonly { readonly field: string; readonly from: string | null; readonly to: string | null }[];
  readonly lines: readonly string[];
  readonly advice: readonly { readonly text: string; readonly docs: string | null }[];
}

const why = async (instance: TestInstance, ...names: readonly string[]): Promise<readonly Explanation[]> => {
  const result = await instance.run("why", ...names, "--json");
  expect(result.exitCode).toBe(0);
  return envelope<{ explanations: readonly Explanation[] }>(result).data.explanations;
};

const about = async (instance: TestInstance, name: string): Promise<Explanation> => {
  const [explanation] = await why(instance, name);
  if (!explanation) throw new Error(`nothing was said of ${name}`);
  return explanation;
};

test("services that are killed for memory, end at once or wait for others: each says why, and after the fix all is ready", async () => {
  const instance = await testInstance("sick", {
    "neotool.config.ts": 'export default { profile: "core", kafka: { memoryMiB: 64 }, pgbouncer: { image: "neotool.local/busybox:1.37" } };',
  });
  expect((await instance.run("why")).stdout).toBe(`Nothing of ${instance.id} is there: neotool dev up`);
  expect((await instance.run("up")).exitCode).toBe(1);

  const explanations = await why(instance);
  expect(explanations.map(({ service }) => service)).toEqual(["kafka", "pgbouncer", "kafka-topics"]);
  expect(explanations[0]).toMatchObject({
    phase: "failed",
    summary: "kafka is failed: it was killed, because it needed more than its limit of 64 MiB",
    since: expect.stringMatching(/^\d{4}-/),
    ending: { outOfMemory: true },
    run: { failure: { code: "SERVICE_OUT_OF_MEMORY" } },
    advice: [{ text: expect.stringContaining("Raise kafka.memoryMiB"), docs: "docs/errors.md#service-out-of-memory" }],
  });
  expect(explanations[1]).toMatchObject({ phase: "failed", ending: { exitCode: 0 }, run: { failure: { code: "SERVICE_EXITED" } }, changes: [] });
  expect(explanations[2]).toMatchObject({ chain: [{ service: "kafka" }], advice: [{ text: "Mend kafka first: neotool dev why kafka" }] });

  await instance.write("neotool.config.ts", 'export default { profile: "core", kafka: { memoryMiB: 600, autoCreateTopics: true } };');
  // The second one is in a file or a variable, whose texts are not kept.
  expect((await about(instance, "kafka")).changes).toEqual([{ field: expect.stringMatching(/^(file|env) /), from: null, to: null }, { field: "memoryMiB", from: "64", to: "600" }]);
  expect((await about(instance, "pgbouncer")).changes).toContainEqual({ field: "image", from: "neotool.local/busybox:1.37", to: "edoburu/pgbouncer:v1.25.1-p0" });

  await instance.write("neotool.config.ts", 'export default { profile: "core" };');
  expect((await instance.run("up")).exitCode).toBe(0);
  expect((await instance.run("why")).stdout).toBe("All is ready.");
  expect(await about(instance, "pgbouncer")).toMatchObject({ phase: "ready", answer: { ready: true }, changes: [], run: null });
});

test("a service that is killed behind our back is found under everybody who waits for it, and no secret is told", async () => {
  const instance = await testInstance("behind");
  expect((await instance.run("up", "--only", "pgbouncer", "--only", "vault")).exitCode).toBe(0);
  const { postgres = "" } = await instance.containers();
  await (await docker()).getContainer(postgres).kill();

  const [pgbouncer, holder] = await why(instance, "pgbouncer");
  expect(pgbouncer).toMatchObject({ phase: "unhealthy", summary: "pgbouncer is unhealthy: it waits for postgres to be started (postgres is failed)", answer: { ready: false, reason: expect.stringMatching(/./) } });
  expect(holder).toMatchObject({ service: "postgres", phase: "failed", ending: { exitCode: 137 }, run: null });
  expect(holder?.lines.join("\n")).toContain("ready to accept connections");
  const spoken = `${JSON.stringify(await why(instance))}\n${(await instance.run("why")).stdout}\n${JSON.stringify(await why(instance, "vault"))}`;
  expect(placesWithSecrets({ why: spoken }, await secretsBelow(join(instance.path, ".neotool")))).toEqual([]);
});

test("an unknown service is answered with what was probably meant", async () => {
  const instance = await testInstance("unknown");
  expect(envelope(await instance.run("why", "kafak", "--json")).error).toMatchObject({ code: "USAGE", message: 'There is no service "kafak"; did you mean "kafka"?' });
});
