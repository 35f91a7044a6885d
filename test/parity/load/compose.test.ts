import { expect, test } from "vitest";
import { interpolate, parseDotEnv } from "../../../dev/parity/load/compose/interpolate.ts";
import { mergeServices } from "../../../dev/parity/load/compose/merge.ts";
import type { ComposeService, Path } from "../../../dev/parity/load/production.ts";
import { failureOf } from "../../support/failure.ts";
import { deployment, load, writeTree } from "../../support/manifests.ts";

const service = (services: readonly ComposeService[], name: string): ComposeService => {
  const found = services.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};
const at = (one: ComposeService, path: Path): string => `${one.placeOf(path).file}:${one.placeOf(path).line}`;

test("services have the values of all their files, with the place that set each", async () => {
  const root = await writeTree({
    "compose.yaml": `x-common: &common
  restart: always
services:
  postgres:
    <<: *common
    image: postgres:\${POSTGRES_VERSION:-18.1}
    command: [postgres, -c, fsync=on]
    environment:
      POSTGRES_DB: shop
      POSTGRES_USER: \${USER_NAME}
    volumes:
      - data:/var/lib/postgresql
    ports: ["5432:5432"]
`,
    "compose.override.yaml": "services:\n  postgres:\n    command: [postgres]\n    environment: [POSTGRES_DB=other]\n    volumes: ['./data:/var/lib/postgresql']\n    ports: ['6000:5432']\n  cache:\n    image: redis:7\n",
    ".env": "USER_NAME='shop'\n",
  });
  const production = await load(root);
  expect(production.entry).toEqual({ kind: "compose", path: "." });
  const postgres = service(production.compose, "postgres");
  expect(postgres.value).toEqual({
    restart: "always",
    image: "postgres:18.1",
    command: ["postgres"],
    environment: { POSTGRES_DB: "other", POSTGRES_USER: "shop" },
    volumes: ["./data:/var/lib/postgresql"],
    ports: ["5432:5432", "6000:5432"],
  });
  expect(postgres.place).toEqual({ file: "compose.yaml", line: 4 });
  expect([at(postgres, ["image"]), at(postgres, ["command"]), at(postgres, ["environment", "POSTGRES_USER"]), at(postgres, ["restart"])]).toEqual(["compose.yaml:6", "compose.override.yaml:3", "compose.yaml:10", "compose.yaml:4"]);
  expect(service(production.compose, "cache").place).toEqual({ file: "compose.override.yaml", line: 7 });
  expect(production.unknowns).toEqual([]);
});

test("a variable without value, an include and an extended file are unknown", async () => {
  const { unknowns, compose } = await load(await writeTree({ "compose.yaml": "include: [more.yaml]\nservices:\n  a:\n    image: x:${TAG}\n  b:\n    extends: { file: other.yaml, service: b }\n" }));
  expect(unknowns.map(({ id, place }) => `${id} ${place.line}`)).toEqual(["compose/include/compose.yaml 1", "compose/variable/TAG 4", "compose/extends/b 6"]);
  expect(service(compose, "a").value).toEqual({ image: "x:" });
});

test("a service that extends another of its file has what that one has", async () => {
  const { compose } = await load(await writeTree({ "docker-compose.yml": "services:\n  base: { image: 'x:1', environment: { A: a } }\n  a: { extends: { service: base }, environment: { B: b } }\n" }));
  expect(service(compose, "a").value).toEqual({ image: "x:1", environment: { A: "a", B: "b" } });
});

test.each([
  ["services:\n  a: { extends: a }\n", "compose.yaml:2 extends itself: a → a"],
  ["services:\n  a: { extends: b }\n", 'compose.yaml:2 extends "b", and there is no such service'],
  ["services: [a]\n", "compose.yaml:1 has services that are no mapping"],
  ["services:\n  a: {}\n  a: {}\n", "compose.yaml:3:3 is broken YAML: Map keys must be unique"],
])("%j is an error with its place", async (text, message) => {
  expect((await failureOf(load(await writeTree({ "compose.yaml": text })))).message).toBe(message);
});

test("a Compose file beside manifests is read as well, and any other when it is the entry", async () => {
  const root = await writeTree({ "web.yaml": deployment("web", "shop/web:1"), "compose.yaml": "services: { a: { image: 'x:1' } }\n", "compose.ci.yaml": "services: { b: { image: 'x:1' } }\n" });
  const both = await load(root);
  expect([both.objects.length, both.compose.map(({ name }) => name)]).toEqual([1, ["a"]]);
  const ci = await load(root, { entry: "compose.ci.yaml" });
  expect([ci.objects.length, ci.compose.map(({ name }) => name)]).toEqual([0, ["b"]]);
});

test.each([
  ["${A}-$A-$$A", "a-a-$A", []],
  ["${E:-x}${E-x}${N:-${A}}${N-y}", "xay", []],
  ["${A:+yes}${N+no}", "yes", []],
  ["${N}/$M", "/", ["N", "M"]],
])("%s is what Compose makes of it", (text, expected, missing) => {
  expect(interpolate(text, { A: "a", E: "" })).toEqual({ text: expected, missing });
});

test(".env files have comments, quotes and exports", () => {
  expect(parseDotEnv("# c\nA=1 # one\nexport B='x # y'\nC=\"z\"\nnot a line\nD=\n")).toEqual({ A: "1", B: "x # y", C: "z", D: "" });
});

test("a health check's test is replaced as a whole, labels are merged in either form", () => {
  expect(mergeServices({ healthcheck: { test: ["CMD", "a"], interval: "1s" }, labels: ["x=1", "y=2"] }, { healthcheck: { test: ["CMD", "b"] }, labels: { y: "3" } })).toEqual({ healthcheck: { test: ["CMD", "b"], interval: "1s" }, labels: { x: "1", y: "3" } });
});
