import { expect, test } from "vitest";
import { ApiStatusError, type Api } from "../../../dev/runtimes/k3d/api.ts";
import { keepKeys } from "../../../dev/runtimes/k3d/keep-keys.ts";
import { LABEL } from "../../../dev/model/labels.ts";
import type { JwtKeys } from "../../../dev/secrets/jwt-keys.ts";
import { cluster } from "../../support/cluster.ts";

const { desiredOf, facts } = cluster();
const desired = desiredOf("vault");
const signal = new AbortController().signal;
const pair = (kid: string): JwtKeys[number] => ({ kid, privatePem: `private ${kid}`, publicPem: `public ${kid}` });

/** An API server that keeps what it is given, and notes what it was asked. */
const fakeApi = (annotations: Readonly<Record<string, string>> = { [LABEL.imageReference]: "vault:1" }) => {
  const objects = new Map<string, any>();
  const asked: string[] = [];
  const ask: Api["ask"] = async ({ method, path: url, body }) => {
    const path = url.split("?")[0] ?? "";
    const name = path.split("/").at(-1) ?? "";
    if (name === "deployments") return JSON.parse(JSON.stringify({ items: [{ metadata: { annotations } }] }));
    if (name === "statefulsets" || name === "daemonsets") return JSON.parse('{ "items": [] }');
    if (name === "pods") return JSON.parse('{ "items": [{ "metadata": { "name": "vault-1" } }], "metadata": {} }');
    asked.push(`${method} ${name}`);
    if (method === "PATCH") objects.set(path, Object.assign(Object(body), { metadata: { ...Object(body).metadata, resourceVersion: "7" } }));
    const found = objects.get(path);
    if (found === undefined) throw new ApiStatusError(`${method} ${path}`, 404, "not found");
    if (method === "DELETE") objects.delete(path);
    return found;
  };
  const stream: Api["stream"] = () => Promise.reject(new Error("nobody streams"));
  return { api: { ask, stream, [Symbol.dispose]: () => {} } satisfies Api, asked, kinds: () => [...objects.values()].map(({ kind }) => kind) };
};

const keep = ({ api }: ReturnType<typeof fakeApi>, ...kids: readonly string[]) => keepKeys(api, facts.instance, { kind: "keep-keys", desired, token: "t", keys: kids.map(pair) }, signal);

test("new keys: the Job first and the Secret last, so that a run which is killed between them does both again; the pod is told", async () => {
  const cluster = fakeApi();
  await keep(cluster, "default");
  expect(cluster.asked).toEqual(["GET vault-jwt-keys", "DELETE vault-jwt-init", "PATCH vault-jwt-init", "PATCH vault-jwt-keys", "PATCH vault-1"]);
  expect(cluster.kinds()).toEqual(["Job", "Secret", undefined]);
});

test("keys that are there cost one question", async () => {
  const cluster = fakeApi();
  await keep(cluster, "default");
  cluster.asked.length = 0;
  await keep(cluster, "default");
  expect(cluster.asked).toEqual(["GET vault-jwt-keys"]);
});

test("after a rotation a new Job takes the place of the old one, whose template cannot be changed", async () => {
  const cluster = fakeApi();
  await keep(cluster, "default");
  cluster.asked.length = 0;
  await keep(cluster, "default-2", "default");
  expect(cluster.asked).toEqual(["GET vault-jwt-keys", "DELETE vault-jwt-init", "PATCH vault-jwt-init", "PATCH vault-jwt-keys", "PATCH vault-1"]);
});

test("a service that was made by somebody else is left as it is", async () => {
  const cluster = fakeApi({});
  await keep(cluster, "default");
  expect(cluster.asked).toEqual(["GET vault-jwt-keys"]);
});
