import type { TestProject } from "vitest/node";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { neotool } from "./cli.ts";
import { belongings } from "./engine.ts";
import { makeWorkingCopy } from "./working-copy.ts";

/** What every integration test gets: one running stack of one working copy. */
export interface SharedStack {
  readonly workingCopy: string;
  /** Where an application of the tests' own may listen: the config names it, as `shop`. */
  readonly applicationPort: number;
  /** `neotool dev env`, as an application would get it. */
  readonly env: Readonly<Record<string, string>>;
}

declare module "vitest" {
  export interface ProvidedContext {
    readonly stack: SharedStack;
  }
}

const configWith = (applicationPort: number): string => `import { defineConfig } from "neotool";

export default defineConfig({
  metrics: { shop: { port: ${applicationPort} } },
  postgres: { databases: { reporting_db: { schemas: ["reporting"], extensions: ["btree_gin"] } } },
  kafka: {
    topics: {
      "order.created": { partitions: 3, configs: { "retention.ms": "3600000" } },
      "order.cancelled": {},
    },
  },
  minio: {
    buckets: {
      "neotool-assets-public": { access: "public-read" },
      "neotool-assets-private": { versioning: true },
      "exports": {},
    },
  },
});
`;

/** Brings the stack up once for all integration files, and takes it down with a look at what is left. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const applicationPort = await ephemeralPort();
  const copy = await makeWorkingCopy("shared", { "neotool.config.ts": configWith(applicationPort) });
  const up = await neotool(["up", "--setup"], { cwd: copy.path, timeoutMs: 1_800_000 });
  if (up.exitCode !== 0) throw new Error(`the shared stack did not come up:\n${up.stderr}`);
  const env = await neotool(["env", "--format", "json"], { cwd: copy.path });
  provide("stack", { workingCopy: copy.path, applicationPort, env: JSON.parse(env.stdout) });
  return async () => {
    const down = await neotool(["down", "--volumes", "--yes"], { cwd: copy.path });
    const left = await belongings(copy.path);
    await copy[Symbol.asyncDispose]();
    if (down.exitCode !== 0 || left.length > 0) throw new Error(`the shared stack leaked: ${left.join(", ")}\n${down.stderr}`);
  };
};
