import { join } from "node:path";
import { expect, test } from "vitest";
import type { Provision, Provisions } from "../../dev/engine/provision.ts";
import { known } from "../../dev/parity/facts/known.ts";
import type { Workload } from "../../dev/parity/facts/workload.ts";
import { judge } from "../../dev/parity/judge.ts";
import { asItRuns, NOT_RUNNING, type Local } from "../../dev/parity/local/local.ts";
import { findingsBetween, localSide, shown, TODAY } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";

const FILES = filesOf(join(import.meta.dirname, "production"));
const defined = localSide();

/** What a runtime gives to a service that it makes as it is defined. */
const asDefined = ({ image, command, env, mounts, resources }: Workload): Provision => ({
  image: { reference: image?.value ?? "", digests: [], isOutdated: false },
  command: command.length === 0 ? undefined : command.map(({ value }) => value),
  env: new Map([...env].map(([name, { value }]) => [name, value.kind === "literal" ? value.text : "hunter2-in-the-clear"])),
  mounts: mounts.map(({ value }) => ({ path: value.path, kind: "data" })),
  memory: resources["memory-limit"]?.value,
  cpu: undefined,
  user: undefined,
  hasReadOnlyRoot: false,
  isPrivileged: false,
  mayGainRights: false,
  addedCapabilities: [],
  droppedCapabilities: [],
  replicas: 1,
});

const PROVISIONS: Provisions = new Map(defined.services.map((service) => [service.name, asDefined(service)]));

const running = (provisions: Provisions): Local => asItRuns(defined, { ...NOT_RUNNING, provisions: known(provisions, { kind: "query", query: "docker inspect" }) });

const judged = (local: Local, files: Readonly<Record<string, string>>) =>
  judge(findingsBetween(local, productionOf(files)), defined.meant, [], TODAY).map(({ finding, verdict }) => `${verdict.is} ${shown(finding)}`);

/** What a change of one running service brings, and what it ends. */
const because = (service: string, change: Partial<Provision>, files: Readonly<Record<string, string>> = FILES) => {
  const one = PROVISIONS.get(service);
  if (!one) throw new Error(`${service} is no service`);
  const before = judged(running(PROVISIONS), files);
  const after = judged(running(new Map([...PROVISIONS, [service, { ...one, ...change }]])), files);
  return { appears: after.filter((line) => !before.includes(line)), ends: before.filter((line) => !after.includes(line)).map((line) => line.split(":")[0]) };
};

test("what runs as it is defined says nothing that its definitions do not", () => {
  expect(judged(running(PROVISIONS), FILES)).toEqual(judged(defined, FILES));
});

const env = (service: string, ...more: readonly (readonly [string, string])[]): Pick<Provision, "env"> => ({ env: new Map([...(PROVISIONS.get(service)?.env ?? []), ...more]) });

const MUTATIONS: readonly (readonly [what: string, service: string, change: Partial<Provision>, appears: readonly string[], ends: readonly string[]])[] = [
  ["another image", "kafka", { image: { reference: "apache/kafka:4.1.0", digests: [], isOutdated: false } }, ["drift error kafka/image/major: apache/kafka:4.1.0 | apache/kafka:3.7.0"], []],
  ["a stand-in of another image", "kafka", { image: { reference: "neotool.local/apache/kafka:4.1.0", digests: [], isOutdated: false } }, ["drift error kafka/image/major: apache/kafka:4.1.0 | apache/kafka:3.7.0"], []],
  ["less memory", "vault", { memory: "64Mi" }, ["meant warning vault/resources/memory-limit: 64Mi | 512Mi"], ["meant warning vault/resources/memory-limit"]],
  ["more memory", "vault", { memory: "4Gi" }, ["drift warning vault/resources/memory-limit-larger: 4Gi | 512Mi"], ["meant warning vault/resources/memory-limit"]],
  ["no limit", "vault", { memory: undefined }, ["drift warning vault/resources/memory-limit-larger: no limit | 512Mi"], ["meant warning vault/resources/memory-limit"]],
  ["fewer processors", "vault", { cpu: "500m" }, ["meant info vault/resources/cpu-limit: 500m | no limit"], []],
  ["no volume", "postgres", { mounts: [] }, ["drift warning postgres/mount/persistence: nothing | /var/lib/postgresql"], []],
  ["a volume that goes with its container", "postgres", { mounts: [{ path: "/var/lib/postgresql", kind: "temporary" }] }, ["drift warning postgres/mount/persistence: nothing | /var/lib/postgresql"], []],
  ["another folder", "postgres", { mounts: [{ path: "/elsewhere", kind: "data" }] }, ["drift warning postgres/mount/path: /elsewhere | /var/lib/postgresql"], []],
  ["a folder of the machine", "kafka", { mounts: [{ path: "/tmp/kafka", kind: "host" }] }, ["drift warning kafka/mount/path: /tmp/kafka | /var/lib/kafka/data"], []],
  ["another user", "pgbouncer", { user: "0" }, ["drift info pgbouncer/security/user: as user 0 | as user 70"], []],
  ["a user where production has the image's", "kafka", { user: "0" }, ["drift info kafka/security/user: as user 0 | as its image has it"], []],
  ["a read-only root", "kafka", { hasReadOnlyRoot: true }, ["drift info kafka/security/read-only-root: its file system is read-only | as its image has it"], []],
  ["all rights of the machine", "kafka", { isPrivileged: true }, ["drift warning kafka/security/privileged: privileged | as its image has it"], []],
  ["one more right", "kafka", { addedCapabilities: ["NET_ADMIN"] }, ["drift warning kafka/security/added-capabilities: with NET_ADMIN | as its image has it"], []],
  ["fewer rights", "kafka", { droppedCapabilities: ["ALL"] }, ["drift info kafka/security/capabilities: without ALL | as its image has it"], []],
  ["one more variable", "loki", env("loki", ["JAEGER_AGENT_HOST", "tempo"]), ["drift info loki/env/JAEGER_AGENT_HOST: tempo | nothing"], []],
  ["a variable with a secret", "loki", env("loki", ["JAEGER_PASSWORD", "hunter2-in-the-clear"]), ["drift info loki/env/JAEGER_PASSWORD: a secret | nothing"], []],
  ["an address with a password", "loki", env("loki", ["JAEGER_ENDPOINT", "http://me:hunter2-in-the-clear@tempo:4318"]), ["drift info loki/env/JAEGER_ENDPOINT: a secret | nothing"], []],
  ["a setting on the command line", "prometheus", { command: PROVISIONS.get("prometheus")?.command?.map((word) => word.replace("time=15d", "time=3d")) }, ["drift warning prometheus/retention/storage.tsdb.retention.time: 3d | 15d"], []],
  ["two of it", "kafka", { replicas: 2 }, ["meant warning kafka/replicas/count: 2 | 1"], []],
];

test.each(MUTATIONS)("%s of what runs is seen, and brings nothing else with it", (_what, service, change, appears, ends) => {
  const found = because(service, change);
  expect(found.appears).toEqual(appears);
  expect(found.ends).toEqual(ends);
});

test("where production is pinned to a build, what really runs is held against it, whatever our tag says", () => {
  const pinned = { ...FILES, "observability.yaml": (FILES["observability.yaml"] ?? "").replace("grafana/loki:2.9.0", `grafana/loki:2.9.0@sha256:${"a".repeat(64)}`) };
  const of = (...digests: readonly string[]) => because("loki", { image: { reference: "grafana/loki:2.9.0", digests, isOutdated: false } }, pinned);
  expect(of(`sha256:${"a".repeat(64)}`)).toEqual({ appears: [], ends: ["drift info loki/image/digest"] });
  expect(of(`sha256:${"b".repeat(64)}`).appears).toEqual([expect.stringMatching(/^drift error loki\/image\/digest: /)]);
});

test("production's own rights and bans are held against those of what runs", () => {
  const hardened = { ...FILES, "kafka.yaml": (FILES["kafka.yaml"] ?? "").replace("        - name: kafka\n          image", "        - name: kafka\n          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: { drop: [ALL], add: [NET_BIND_SERVICE] } }\n          image") };
  const same = because("kafka", { hasReadOnlyRoot: true, droppedCapabilities: ["ALL"], addedCapabilities: ["NET_BIND_SERVICE"] }, hardened);
  expect(same).toEqual({ appears: [], ends: ["drift info kafka/security/added-capabilities", "drift info kafka/security/capabilities", "drift info kafka/security/read-only-root"] });
  expect(because("kafka", { mayGainRights: true }, hardened).appears).toEqual(["drift info kafka/security/privilege-escalation: as its image has it | no way to more rights"]);
});

test("a service whose image lost its name to another is told of", () => {
  const found = findingsBetween({ ...defined, live: { ...NOT_RUNNING, outdated: new Map([["kafka", known("apache/kafka:3.7.0", { kind: "query", query: "docker inspect" })]]) } }, productionOf(FILES));
  expect(found.filter(({ id }) => id === "kafka/image/outdated").map(shown)).toEqual(["warning kafka/image/outdated: an older apache/kafka:3.7.0 | nothing"]);
});

test("no secret of what runs is in a finding", () => {
  const found = findingsBetween(running(new Map([...PROVISIONS].map(([name, one]) => [name, { ...one, env: new Map([...one.env, ["SOME_API_KEY", "hunter2-in-the-clear"]]) }]))), productionOf(FILES));
  expect(found.filter(({ id }) => id.endsWith("SOME_API_KEY")).length).toBeGreaterThan(5);
  expect(JSON.stringify(found)).not.toContain("hunter2");
});
