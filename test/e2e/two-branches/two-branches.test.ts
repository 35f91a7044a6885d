import { expect, test } from "vitest";
import { envelope } from "../../support/cli.ts";
import { belongings } from "../../support/engine.ts";
import { testInstance, type TestInstance } from "../../support/instance.ts";

interface PsData {
  readonly instances: readonly { readonly id: string; readonly workingCopy: string; readonly ports: readonly number[]; readonly memoryBytes: number | null; readonly running: number }[];
}

const portOf = async (instance: TestInstance): Promise<number> => Number(new URL((await instance.env()).VAULT_ADDRESS ?? "").port);

test("two worktrees that come up at the same moment get their own names, ports, volumes and credentials", async () => {
  const [main, feature] = [await testInstance("shop"), await testInstance("shop")];
  const services = ["--only", "vault", "--only", "minio"];
  const [a, b] = await Promise.all([main.run("up", ...services), feature.run("up", ...services)]);
  expect([a.exitCode, b.exitCode], a.stderr + b.stderr).toEqual([0, 0]);

  expect(main.id).not.toBe(feature.id);
  expect(await portOf(main)).not.toBe(await portOf(feature));
  const [envA, envB] = [await main.env(), await feature.env()];
  for (const name of ["VAULT_TOKEN", "STORAGE_SECRET", "JWT_PUBLIC_KEY"]) expect(envA[name]).not.toBe(envB[name]);

  const { data } = envelope<PsData>(await main.run("ps", "--json"));
  for (const instance of [main, feature]) {
    const entry = data.instances.find(({ id }) => id === instance.id);
    expect(entry).toMatchObject({ workingCopy: instance.path, running: 2 });
    expect(entry?.ports).toContain(await portOf(instance));
    expect(entry?.memoryBytes).toBeGreaterThan(10_000_000);
  }

  await feature.run("down", "--volumes", "--yes");
  expect(await belongings(feature.path)).toEqual([]);
  expect(await main.phases()).toMatchObject({ vault: "ready", minio: "ready" });
});
