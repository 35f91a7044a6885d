import { expect, test } from "vitest";
import { renderBase } from "../../../../dev/runtimes/k3d/manifests/base.ts";
import { printable } from "../../../../dev/runtimes/k3d/manifests/printable.ts";
import { renderJwtKeys } from "../../../../dev/runtimes/k3d/manifests/jwt-keys.ts";
import { DEFAULT_SETTINGS } from "../../../../dev/stacks/settings.ts";
import { image } from "../../../support/builders.ts";
import { CANARY, cluster, only, workloadIn } from "../../../support/cluster.ts";
import { connects, podOf } from "../../../support/network-policies.ts";

const { desiredOf, rendered, facts, services, names } = cluster();
const KEYS = ["default-2", "default"].map((kid) => ({ kid, privatePem: `${CANARY}${kid}`, publicPem: `public of ${kid}` }));
const vault = desiredOf("vault");
const keysOf = (service = vault) => renderJwtKeys(service, image("hashicorp/vault:1.21.1"), facts.instance, `${CANARY}token`, KEYS);
const podSpec = workloadIn(rendered("vault")).spec.template.spec;
const jobPod = only(keysOf(), "Job").spec.template;

test("after every start of Vault its keys are written, in the background: a hook that waits or fails would hold up or end Vault", () => {
  const [sh, option, script, ...rest] = podSpec.containers[0].lifecycle.postStart.exec.command;
  expect([sh, option, script]).toEqual(["sh", "-c", '"$@" </dev/null >/tmp/jwt-init.log 2>&1 &']);
  expect(rest.slice(1)).toEqual(["sh", "/etc/neotool/jwt-init/jwt-init.sh", "http://127.0.0.1:8200", "/run/neotool/jwt-keys", "secret", "jwt/keys"]);
});

test("Vault's pod begins without the keys, which may still be in the making; the Job's waits for them", () => {
  const secretOf = ({ volumes }: { volumes: readonly { name: string; secret?: unknown }[] }) => volumes.find(({ name }) => name === "jwt-keys")?.secret;
  expect(secretOf(podSpec)).toEqual({ secretName: "vault-jwt-keys", defaultMode: 0o440, optional: true });
  expect(secretOf(jobPod.spec)).toEqual({ secretName: "vault-jwt-keys", defaultMode: 0o440 });
  expect(rendered("vault").filter(({ kind }) => kind === "Job")).toEqual([]);
});

test("keys and token are in one Secret, pair by pair, and neither in what is printed nor in an argument", () => {
  const { data } = only(keysOf(), "Secret");
  const read = (key: string) => Buffer.from(data[key], "base64").toString("utf8");
  expect(Object.keys(data)).toEqual(["token", "default-2.json", "default.json"]);
  expect(JSON.parse(read("default.json"))).toEqual({ private: `${CANARY}default`, public: "public of default" });
  expect(printable(only(keysOf(), "Secret"))).toMatchObject({ stringData: { token: "<made by neotool dev up>", "default.json": "<made by neotool dev up>" } });
  expect(JSON.stringify(keysOf().map(printable))).not.toContain(CANARY);
  expect(JSON.stringify(only(keysOf(), "Job"))).not.toContain(CANARY);
});

test("the Job's pod answers no address of Vault's, reaches Vault, has no rights, no token, and an end", () => {
  expect(jobPod.metadata.labels).toMatchObject({ "app.kubernetes.io/name": "vault-jwt-init", "app.kubernetes.io/managed-by": "neotool" });
  expect(jobPod.metadata.labels).not.toHaveProperty("dev.neotool.service");
  expect(jobPod.spec).toMatchObject({ serviceAccountName: "vault-jwt-init", automountServiceAccountToken: false, securityContext: { runAsNonRoot: true } });
  expect(jobPod.spec.containers[0].securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
  expect(only(keysOf(), "Job").spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 300, ttlSecondsAfterFinished: 120 });
  const all = [...renderBase(facts), ...names.flatMap(rendered)];
  const job = podOf(all, [], { namespace: "neotool-security", labels: jobPod.metadata.labels });
  const reached = names.filter((name) => connects(all, job, podOf(all, rendered(name)), 8200));
  expect(reached).toEqual(["vault"]);
});

test("a service that no one-shot writes keys into has none of it", () => {
  expect(JSON.stringify(rendered("postgres"))).not.toContain("jwt");
  expect(keysOf(desiredOf("postgres"))).toEqual([]);
});

test("another path of the keys makes another pod", () => {
  const elsewhere = cluster({ jwt: { ...DEFAULT_SETTINGS.jwt, path: "tokens" } }).desiredOf("vault");
  expect(elsewhere.hash).not.toBe(vault.hash);
  expect(Object.keys(elsewhere.fields).filter((field) => elsewhere.fields[field] !== vault.fields[field])).toEqual(["jwtInit"]);
});

test("however small the machine is, its quota has room for the Job beside Vault", () => {
  const small = { ...facts, capacity: { cpus: 1, memoryMiB: 1_024 } };
  const quota = only(renderBase(small, services).filter(({ metadata }) => metadata.namespace === "neotool-security"), "ResourceQuota").spec.hard;
  expect(quota).toMatchObject({ "limits.cpu": "1100m", "limits.memory": "384Mi" });
});
