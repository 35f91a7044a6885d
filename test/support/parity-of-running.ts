import { join } from "node:path";
import { expect } from "vitest";
import type { RuntimeId } from "../../dev/model/runtime.ts";
import { envelope, projectRoot } from "./cli.ts";
import type { TestInstance } from "./instance.ts";

interface ParityData {
  readonly live: boolean;
  readonly findings: readonly { readonly id: string; readonly local: { readonly value: string; readonly source: string | null } }[];
}

const PRODUCTION = join(projectRoot, "test/parity/production");
/** What a runtime alone decides. Limits of processors only some have. */
const OF_RUNTIME = /\/(mount|env|security|replicas|placeholder)\//;

/** Every service is asked, and what was given to it is what is defined: nothing of it is told that is not told of the definitions. */
export const expectParityToAsk = async (instance: TestInstance, runtime: RuntimeId): Promise<void> => {
  const asked = envelope<ParityData>(await instance.run("parity", PRODUCTION, "--json"));
  expect([asked.data.live, asked.warnings]).toEqual([true, []]);
  const limit = asked.data.findings.find(({ id }) => id === "vault/resources/memory-limit");
  expect(limit?.local).toMatchObject({ value: "256Mi", source: runtime === "k3d" ? "kubectl get pods" : "docker inspect" });
  const still = envelope<ParityData>(await instance.run("parity", PRODUCTION, "--static", "--json"));
  const [live, defined] = [asked, still].map(({ data }) => data.findings.filter(({ id }) => OF_RUNTIME.test(id)).map(({ id, local }) => `${id}: ${local.value}`));
  expect(live).toEqual(defined);
};
