import { expect, test } from "vitest";
import { printable } from "../../../../dev/runtimes/k3d/manifests/printable.ts";
import { CANARY, cluster, only, workloadIn } from "../../../support/cluster.ts";

const { all, rendered } = cluster();

test("credentials are in Secrets and nowhere else", () => {
  const manifests = all();
  expect(JSON.stringify(manifests.filter(({ kind }) => kind === "Secret"))).toContain(CANARY);
  expect(JSON.stringify(manifests.filter(({ kind }) => kind !== "Secret"))).not.toContain(CANARY);
});

test("what is printed has none, and says which there are", () => {
  expect(JSON.stringify(all().map(printable))).not.toContain(CANARY);
  expect(printable(only(rendered("vault"), "Secret")).stringData).toEqual({ VAULT_DEV_ROOT_TOKEN_ID: "<made by neotool dev up>" });
});

test("a variable with a secret names its Secret; the others stand where they are used", () => {
  const { env } = workloadIn(rendered("vault")).spec.template.spec.containers[0];
  expect(env[0]).toEqual({ name: "VAULT_DEV_ROOT_TOKEN_ID", valueFrom: { secretKeyRef: { name: "vault-secrets", key: "VAULT_DEV_ROOT_TOKEN_ID" } } });
  expect(env[1]).toEqual({ name: "SKIP_SETCAP", value: "1" });
});

test("a service without secrets has no Secret", () => {
  expect(rendered("kafka").map(({ kind }) => kind)).not.toContain("Secret");
});
