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

test("a variable without value is unknown, and so is what is included from elsewhere", async () => {
  const { unknowns, compose } = await load(await writeTree({ "compose.yaml": "include: ['https://github.com/shop/infra.git', oci://registry.example.com/shop]\nservices:\n  a:\n    image: x:${TAG}\n" }));
  expect(unknowns.map(({ id, place }) => `${id} ${place.line}`)).toEqual(["compose/variable/TAG 4", "compose/include/compose.yaml/https://github.com/shop/infra.git 1", "compose/include/compose.yaml/oci://registry.example.com/shop 1"]);
  expect(service(compose, "a").value).toEqual({ image: "x:" });
});

test("included files bring their services, with variables of their own folder, and whoever includes them has the last word", async () => {
  const { compose, unknowns } = await load(
    await writeTree({
      "compose.yaml": "include:\n  - data/compose.yaml\n  - path: [more.yaml, more.override.yaml]\n    env_file: more.env\nservices:\n  web: { image: 'web:${TAG}' }\n",
      ".env": "TAG=1\n",
      "data/compose.yaml": "include: [deeper/compose.yaml]\nservices:\n  postgres: { image: 'postgres:${PG}-${TAG}' }\n",
      "data/.env": "PG=18.1\nTAG=2\n",
      "data/deeper/compose.yaml": "include: [../../compose.yaml]\nservices:\n  kafka: { image: 'kafka:${PG}' }\n",
      "more.yaml": "services:\n  cache:\n    image: redis:${CACHE}\n    environment: { A: a }\n",
      "more.override.yaml": "services:\n  cache: { environment: { A: b } }\n",
      "more.env": "CACHE=8\n",
    }),
    { entry: "compose.yaml" },
  );
  expect(unknowns).toEqual([]);
  expect(Object.fromEntries(compose.map(({ name, value }) => [name, value]))).toEqual({
    web: { image: "web:1" },
    postgres: { image: "postgres:18.1-1" },
    kafka: { image: "kafka:18.1" },
    cache: { image: "redis:8", environment: { A: "b" } },
  });
  expect([at(service(compose, "postgres"), ["image"]), at(service(compose, "cache"), ["environment", "A"]), at(service(compose, "cache"), ["image"])]).toEqual(["data/compose.yaml:3", "more.override.yaml:2", "more.yaml:3"]);
});

test("a service that extends one of another file has what that one has, wherever that stands", async () => {
  const { compose } = await load(
    await writeTree({
      "compose.yaml": "services:\n  db:\n    extends: { file: common/services.yaml, service: postgres }\n    environment: { B: b }\n",
      "common/services.yaml": "services:\n  postgres:\n    extends: { file: base.yaml, service: any }\n    image: postgres:18.1\n",
      "common/base.yaml": "services:\n  any:\n    environment: { A: a }\n",
    }),
  );
  const db = service(compose, "db");
  expect(db.value).toEqual({ image: "postgres:18.1", environment: { A: "a", B: "b" } });
  expect([db.place.file, at(db, ["image"]), at(db, ["environment", "A"]), at(db, ["environment", "B"])]).toEqual(["compose.yaml", "common/services.yaml:4", "common/base.yaml:3", "compose.yaml:4"]);
});

test.each([
  ["includes what is not there", { "compose.yaml": "include: [more.yaml]\nservices: {}\n" }, "compose.yaml:1 includes more.yaml, and there is no such file"],
  ["includes what is above the folder", { "compose.yaml": "services: {}\ninclude: [../more.yaml]\n" }, "compose.yaml:2 includes ../more.yaml, which is above the folder that was given"],
  ["extends what is not there", { "compose.yaml": "services:\n  a:\n    extends: { file: b.yaml, service: a }\n", "b.yaml": "services: { c: { image: x } }\n" }, 'compose.yaml:3 extends "a" of b.yaml, and there is no such service'],
  ["extends itself over two files", { "compose.yaml": "services:\n  a:\n    extends: { file: b.yaml, service: a }\n", "b.yaml": "services:\n  a: { extends: { file: compose.yaml, service: a } }\n" }, "b.yaml:2 extends itself: a → a → a"],
])("a file that %s is refused with its line", async (_what, files, message) => {
  expect((await failureOf(load(await writeTree(files), { entry: "compose.yaml" }))).message).toBe(message);
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
