import { expect, test } from "vitest";
import type { ContainerService } from "../../dev/model/service.ts";
import { addressOf, credential, hostPort, text } from "../../dev/model/text.ts";
import { resolve, type ResolveContext } from "../../dev/planner/resolve.ts";
import { service, task } from "../support/builders.ts";

const context = (over: Partial<ResolveContext> = {}): ResolveContext => ({
  ports: new Map([["web.api", 18080]]),
  credential: (name) => `secret-of-${name}`,
  fingerprint: (name) => `print-of-${name}`,
  clusterId: "cluster",
  instanceId: "shop-1",
  addressOf: (name) => `${name}.near`,
  source: (path) => `content of ${path}`,
  ...over,
});

const web: ContainerService = {
  ...service("web"),
  env: { PASSWORD: text`${credential("web")}`, ADVERTISED: text`http://localhost:${hostPort("web", "api")}/` },
  files: [
    { path: "/etc/web.ini", content: { source: "web/web.ini" }, owner: { uid: 1, gid: 1 }, mode: 0o444 },
    { path: "/run/secret", content: text`pass=${credential("web")}`, owner: { uid: 1, gid: 1 }, mode: 0o400 },
  ],
};

const only = (services: Parameters<typeof resolve>[0], over: Partial<ResolveContext> = {}) => {
  const [first] = [...resolve(services, context(over)).values()];
  if (!first) throw new Error("nothing was resolved");
  return first;
};

const container = (definition: ContainerService, over: Partial<ResolveContext> = {}) => {
  const resolved = only([definition], over);
  if (resolved.kind !== "container") throw new Error("not a container");
  return resolved;
};

test("every hole is filled: secrets, ports, files of compose/", () => {
  const { service: resolved, ports } = container(web);
  expect(resolved.env).toEqual({ PASSWORD: "secret-of-web", ADVERTISED: "http://localhost:18080/" });
  expect(resolved.files.map(({ content }) => content)).toEqual(["content of web/web.ini", "pass=secret-of-web"]);
  expect(ports).toEqual({ api: 18080 });
});

test("a service tells others the name by which its runtime makes it known", () => {
  expect(container({ ...web, env: { ADVERTISED: text`http://${addressOf("web")}:80/` } }).service.env).toEqual({ ADVERTISED: "http://web.near:80/" });
});

test("what holds a secret is said: variables and files, the health check's among them", () => {
  const token = { path: "/run/token", content: text`${credential("token")}`, owner: { uid: 1, gid: 1 }, mode: 0o400 };
  expect(container({ ...web, healthCheck: { command: ["ask"], files: [token] } }).secrets).toEqual({ env: ["PASSWORD"], files: ["/run/secret", "/run/token"] });
  expect(container({ ...web, files: [token], healthCheck: { command: ["ask"], files: [token] } }).secrets.files).toEqual(["/run/token"]);
});

test("an empty secret is one, too: what is exported before there are credentials", () => {
  expect(container(web, { credential: () => "" }).secrets).toEqual({ env: ["PASSWORD"], files: ["/run/secret"] });
});

test("the hash changes with the definition, a mounted file, a port and a secret", () => {
  const { hash } = container(web);
  expect(container(web).hash).toBe(hash);
  expect(container({ ...web, command: ["serve"] }).hash).not.toBe(hash);
  expect(container(web, { source: () => "another content" }).hash).not.toBe(hash);
  expect(container(web, { ports: new Map([["web.api", 18081]]) }).hash).not.toBe(hash);
  expect(container(web, { fingerprint: () => "another" }).hash).not.toBe(hash);
});

test("the hash knows secrets by their fingerprint only: it must not be guessable from a label", () => {
  expect(container(web, { credential: () => "another secret with the same fingerprint" }).hash).toBe(container(web).hash);
});

test("what is asked from outside makes no new container", () => {
  const { hash } = container(web);
  expect(container({ ...web, readiness: { kind: "http", endpoint: "api", path: "/health", status: [200] } }).hash).toBe(hash);
  expect(container({ ...web, readyWithinSeconds: 5, devOnly: { fsync: "fast" }, tools: { sh: { command: ["sh"] } } }).hash).toBe(hash);
});

test("the order in which a definition is written does not matter", () => {
  const env = { A: "1", B: "2" };
  expect(container({ ...web, env }).hash).toBe(container({ ...web, env: { B: "2", A: "1" } }).hash);
});

test("services come after what they depend on", () => {
  const services = [service("app", { dependsOn: { db: "ready" }, endpoints: {} }), service("db", { endpoints: {} })];
  expect([...resolve(services, context()).keys()]).toEqual(["db", "app"]);
});

test("a one-shot's secrets are filled in, and change its hash by their fingerprint", () => {
  const roles = (over: Partial<ResolveContext> = {}) => {
    const resolved = only(
      [
        {
          ...task("databases"),
          action: {
            kind: "postgres-databases",
            endpoint: "sql",
            superuser: "postgres",
            superuserPassword: text`${credential("super")}`,
            owner: "neotool",
            monitor: { name: "monitor", password: text`${credential("monitor")}` },
            pooler: { name: "pooler", password: text`${credential("pooler")}` },
            databases: [{ name: "db", extensions: [], schemas: [{ name: "app", password: text`${credential("app")}` }] }],
          },
        },
      ],
      over,
    );
    if (resolved.kind !== "task" || resolved.service.action.kind !== "postgres-databases") throw new Error("not the task");
    return { hash: resolved.hash, action: resolved.service.action };
  };
  expect(roles().action.superuserPassword).toBe("secret-of-super");
  expect(roles().action.databases[0]?.schemas).toEqual([{ name: "app", password: "secret-of-app" }]);
  expect(roles({ fingerprint: () => "another" }).hash).not.toBe(roles().hash);
});
