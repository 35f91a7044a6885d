import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { archiveOf, onlyFileOf } from "../../dev/runtimes/container/archive.ts";
import { containerName, instanceOf } from "../../dev/model/instance.ts";
import { envelope, neotool, projectRoot } from "../support/cli.ts";
import { docker } from "../support/engine.ts";
import { isolationAt } from "../support/isolation.ts";
import { remadeService } from "../support/remade-service.ts";
import { execute } from "../support/services.ts";
import { until } from "../support/until.ts";

const { workingCopy } = inject("stack");
const MIB = 1024 * 1024;

interface Report {
  readonly findings: readonly { readonly id: string; readonly severity: string; readonly verdict: string; readonly local: { readonly value: string; readonly source: string | null }; readonly production: { readonly value: string } }[];
}

let manifests: string;

/** Production's, which scrapes Prometheus as this stack does. */
beforeAll(async () => {
  manifests = await mkdtemp(join(tmpdir(), "neotool-test-"));
  await cp(join(projectRoot, "test/parity/production"), manifests, { recursive: true });
  const file = join(manifests, "observability.yaml");
  await writeFile(file, (await readFile(file, "utf8")).replace("- job_name: postgres\n", '- job_name: postgres\n        static_configs: [{ targets: ["localhost:9090"] }]\n'));
});
afterAll(() => rm(manifests, { recursive: true, force: true }));

/** One line each, of what a user is told and by what it was seen. */
const findings = async (): Promise<readonly string[]> => {
  const result = await neotool(["parity", manifests, "--json"], { cwd: workingCopy });
  expect(envelope(result).warnings).toEqual([]);
  return envelope<Report>(result).data.findings.map(({ id, severity, verdict, local, production }) => `${verdict} ${severity} ${id}: ${local.value} (${local.source ?? "nothing"}) | ${production.value}`);
};

const container = async (service: string) => (await docker()).getContainer(containerName(instanceOf(workingCopy), service));
const sql = (...commands: readonly string[]) => execute(["psql-admin", ...commands.flatMap((command) => ["-c", command])]);

/** The text that Prometheus is configured by, as it is in its container; it reads it again. */
const CONFIG = "/etc/prometheus/neotool.yml";
const configure = async (change: (config: string) => string): Promise<string> => {
  const prometheus = await container("prometheus");
  const before = (await onlyFileOf(await prometheus.getArchive({ path: CONFIG }))) ?? "";
  await prometheus.putArchive(await archiveOf([{ path: CONFIG, content: change(before), owner: { uid: 65_534, gid: 65_534 }, mode: 0o444 }]), { path: "/" });
  await prometheus.kill({ signal: "SIGHUP" });
  return before;
};

interface Mutation {
  readonly what: string;
  /** Changes it for real; what is returned takes it back. */
  do(): Promise<() => Promise<unknown>>;
  readonly appears: readonly (string | RegExp)[];
  /** Differences that end by it. @default none */
  readonly ends?: readonly string[];
}

const MUTATIONS: readonly Mutation[] = [
  {
    what: "less memory",
    do: async () => {
      const vault = await container("vault");
      const { HostConfig } = await vault.inspect();
      await vault.update({ Memory: 150 * MIB }); // less than before: with more, old kernels want swap to grow first
      return () => vault.update({ Memory: HostConfig.Memory });
    },
    appears: ["meant warning vault/resources/memory-limit: 150Mi (docker inspect) | 512Mi"],
    ends: ["vault/resources/memory-limit"],
  },
  {
    what: "a role that may more, and a database of its own",
    do: async () => {
      await sql("CREATE ROLE handmade LOGIN CREATEDB", "ALTER ROLE app CREATEROLE");
      await sql("CREATE DATABASE handmade");
      return async () => sql("DROP DATABASE handmade", "DROP ROLE handmade", "ALTER ROLE app NOCREATEROLE");
    },
    appears: [
      "drift error postgres/settings/role-powers: app:createrole,handmade:createdb (pg_settings) | nothing (default)",
      "drift warning postgres/settings/databases: handmade (pg_settings) | nothing",
      "drift warning postgres/settings/roles: handmade (pg_settings) | nothing",
    ],
  },
  {
    what: "a policy",
    do: async () => {
      await execute(["vault", "policy", "write", "handmade", "-"], 'path "secret/*" { capabilities = ["read"] }');
      return () => execute(["vault", "policy", "delete", "handmade"]);
    },
    appears: ["drift info vault/settings/policies: handmade (Vault's sys/) | nothing"],
  },
  {
    what: "one whom Prometheus does not ask any more",
    do: async () => {
      const before = await configure((config) => config.replace("127.0.0.1:9090", "127.0.0.1:1"));
      await until("it asks somebody else", async () => (await findings()).some((line) => line.includes("prometheus/targets/scraped")), 60_000);
      return async () => {
        await configure(() => before);
        await until("it asks itself again", async () => !(await findings()).some((line) => line.includes("prometheus/targets/scraped")), 60_000);
      };
    },
    appears: [/^drift warning prometheus\/targets\/scraped: asked at 127\.0\.0\.1:1, without an answer \(Prometheus' \/api\/v1\/targets\) \| asked for metrics$/],
  },
  {
    what: "a container with other rights, another user, one more variable and no volume",
    do: async () => {
      const remade = await remadeService(workingCopy, "loki", "/etc/loki", { User: "0", Env: ["JAEGER_AGENT_HOST=tempo", "JAEGER_PASSWORD=hunter2-in-the-clear"], HostConfig: { Mounts: [], Tmpfs: { "/loki": "mode=1777" }, CapAdd: ["NET_ADMIN"], CapDrop: ["MKNOD"], SecurityOpt: [] } });
      const { HostConfig } = await (await container("loki")).inspect();
      const bindings: Readonly<Record<string, readonly { readonly HostPort: string }[]>> = HostConfig.PortBindings;
      const port = bindings["3100/tcp"]?.[0]?.HostPort ?? "";
      await until("it answers", async () => (await fetch(`http://127.0.0.1:${port}/ready`).catch(() => undefined))?.ok === true, 60_000);
      return async () => remade[Symbol.asyncDispose]();
    },
    appears: [
      "drift info loki/env/JAEGER_AGENT_HOST: tempo (docker inspect) | nothing",
      "drift info loki/env/JAEGER_PASSWORD: a secret (docker inspect) | nothing",
      "drift info loki/security/capabilities: without MKNOD (docker inspect) | as its image has it",
      "drift info loki/security/user: as user 0 (docker inspect) | as its image has it",
      "drift warning loki/mount/persistence: nothing (nothing) | /loki",
      "drift warning loki/security/added-capabilities: with NET_ADMIN (docker inspect) | as its image has it",
    ],
  },
];

test("each change of what runs is seen, brings nothing else with it, and is not told any more when it is taken back", { timeout: 600_000 }, async () => {
  const before = await findings();
  const outcomes: Record<string, readonly string[]> = {};
  for (const mutation of MUTATIONS) {
    const undo = await mutation.do();
    try {
      const after = await findings();
      const came = after.filter((line) => !before.includes(line));
      const went = before.filter((line) => !after.includes(line)).map((line) => line.split(" ")[2]?.replace(/:$/, "") ?? "");
      const isMeant = (line: string) => mutation.appears.some((one) => (typeof one === "string" ? one === line : one.test(line)));
      outcomes[mutation.what] = [
        ...mutation.appears.filter((one) => !came.some((line) => (typeof one === "string" ? one === line : one.test(line)))).map((one) => `MISSED ${one}`),
        ...came.filter((line) => !isMeant(line)).map((line) => `FALSE ALARM ${line}`),
        ...went.filter((id) => !(mutation.ends ?? []).includes(id)).map((id) => `FALSE ALARM end of ${id}`),
      ];
    } finally {
      await undo();
    }
  }
  expect(outcomes).toEqual(Object.fromEntries(MUTATIONS.map(({ what }) => [what, []])));
  expect(await findings()).toEqual(before);
});

test("what running tests hold is no part of the project", async () => {
  const before = await findings();
  await using isolation = await isolationAt(workingCopy);
  await using _database = await isolation.database();
  await using _topics = await isolation.topics({ topics: ["order.created"] });
  await using _bucket = await isolation.bucket();
  await using _mount = await isolation.mount();
  expect(await findings()).toEqual(before);
});
