import type { TestProject } from "vitest/node";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { instanceOf } from "../../dev/model/instance.ts";
import { watchAnonymousVolumes } from "./anonymous-volumes.ts";
import { neotool } from "./cli.ts";
import { belongings } from "./engine.ts";
import { testKafkaExporter } from "./test-equipment.ts";
import { makeWorkingCopy } from "./working-copy.ts";

/** What every integration test gets: one running stack of one working copy. */
export interface SharedStack {
  readonly workingCopy: string;
  /** Where the tests' own applications may listen, by the names that the config gives them. */
  readonly applicationPorts: Readonly<Record<string, number>>;
  /** `neotool dev env`, as an application would get it. */
  readonly env: Readonly<Record<string, string>>;
}

declare module "vitest" {
  export interface ProvidedContext {
    readonly stack: SharedStack;
  }
}

const APPLICATIONS = ["shop", "security", "app", "assets", "web", "router"] as const;

const configWith = (metrics: Readonly<Record<string, { readonly port: number }>>, kafkaExporter: string): string => `// Without an import: tests read it in their own process, too, where nobody says what "neotool" is.
export default {
  metrics: ${JSON.stringify(metrics)},
  kafkaExporter: { image: "${kafkaExporter}" },
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
};
`;

/** Brings the stack up once for all integration files, and takes it down with a look at what is left. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const applicationPorts = Object.fromEntries(await Promise.all(APPLICATIONS.map(async (name) => [name, await ephemeralPort()] as const)));
  const paths: Readonly<Record<string, string>> = { web: "/api/metrics", router: "/metrics", shop: "/metrics" };
  const metrics = Object.fromEntries(Object.entries(applicationPorts).map(([name, port]) => [name, { port, path: paths[name] ?? "/prometheus" }]));
  const copy = await makeWorkingCopy("shared", { "neotool.config.ts": configWith(metrics, await testKafkaExporter()) });
  const up = await neotool(["up", "--setup"], { cwd: copy.path, timeoutMs: 1_800_000 });
  if (up.exitCode !== 0) throw new Error(`the shared stack did not come up:\n${up.stderr}`);
  const anonymous = await watchAnonymousVolumes(instanceOf(copy.path).id);
  const env = await neotool(["env", "--format", "json"], { cwd: copy.path });
  provide("stack", { workingCopy: copy.path, applicationPorts, env: JSON.parse(env.stdout) });
  return async () => {
    const down = await neotool(["down", "--volumes", "--yes"], { cwd: copy.path });
    const left = [...(await belongings(copy.path)), ...(await anonymous.left())];
    await anonymous[Symbol.asyncDispose]();
    await copy[Symbol.asyncDispose]();
    if (down.exitCode !== 0 || left.length > 0) throw new Error(`the shared stack leaked: ${left.join(", ")}\n${down.stderr}`);
  };
};
