import { join } from "node:path";
import { expect, test } from "vitest";
import { metadataRelease } from "../../dev/data/kafka/metadata-version.ts";
import { NOT_RUNNING, type Effective } from "../../dev/parity/local/local.ts";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { filesOf, productionOf } from "../support/production.ts";

const FILES = filesOf(join(import.meta.dirname, "production"));

/** What differs once a running service has said these settings, and did not before. */
const saying = (service: string, settings: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = FILES): readonly string[] => {
  const said = new Map(Object.entries(settings).map(([key, value]): [string, Effective] => [key, { value, isSet: true, origin: { kind: "query", query: "asked" } }]));
  const between = (live = NOT_RUNNING) => findingsBetween(localSide({ live }), productionOf(files)).map(shown);
  const before = between();
  return between({ ...NOT_RUNNING, settings: new Map([[service, said]]) }).filter((line) => !before.includes(line));
};

const changed = (file: string, from: string, to: string): Readonly<Record<string, string>> => ({ ...FILES, [file]: (FILES[file] ?? "").replace(from, to) });

test("the version that really runs is held against production's image, where both name the same one", () => {
  expect(saying("postgres", { version: "18.1" })).toEqual([]);
  expect(saying("postgres", { version: "18.0" })).toEqual(["warning postgres/settings/version: 18.0 | 18.1"]);
  expect(saying("vault", { version: "1.20.4" })).toEqual(["warning vault/settings/version: 1.20.4 | 1.21.1"]);
  // Another image is told of by itself, and of a tag that leaves numbers out nothing is known.
  expect(saying("vault", { version: "1.20.4" }, changed("vault.yaml", "vault:1.21.1", "vault:1.20.4"))).toEqual([]);
  expect(saying("postgres", { version: "18.0" }, changed("postgres.yaml", "image: postgres:18.1\n          args", "image: postgres:18\n          args"))).toEqual([]);
});

test("the form of Kafka's storage is held against what production's manifests say, else against its image", () => {
  const strimzi = "---\napiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: { name: events, namespace: kafka }\nspec: { kafka: { metadataVersion: 3.6-IV2 } }\n";
  const told = { ...FILES, "strimzi.yaml": strimzi };
  expect(saying("kafka", { "metadata.version": "3.7" })).toEqual([]);
  expect(saying("kafka", { "metadata.version": "3.6" })).toEqual(["error kafka/settings/metadata.version: 3.6 | 3.7"]);
  expect(saying("kafka", { "metadata.version": "3.6" }, told)).toEqual([]);
  expect(saying("kafka", { "metadata.version": "3.7" }, told)).toEqual(["error kafka/settings/metadata.version: 3.7 | 3.6"]);
  expect(saying("kafka", { "metadata.version": "3.7" }, changed("kafka.yaml", "apache/kafka:3.7.0\n          env", "apache/kafka:4.1.0\n          env"))).toEqual([]);
});

test.each([
  [1, "3.0"],
  [14, "3.6"],
  [15, "3.7"],
  [19, "3.7"],
  [25, "4.0"],
  [99, undefined],
])("level %i of the metadata is of release %s", (level, release) => {
  expect(metadataRelease(level)).toBe(release);
});

test("what our definitions make is no difference, what somebody made by hand is one, and so is what production makes and ours has not", () => {
  const defined = "app,assets,assistant,comms,neotool,security";
  const more = (sql: string) => changed("postgres.yaml", "    CREATE EXTENSION IF NOT EXISTS citext;", `    CREATE EXTENSION IF NOT EXISTS citext;\n    ${sql}`);
  expect(saying("postgres", { databases: "neotool_db", roles: defined, "role-powers": "" })).toEqual([]);
  expect(saying("postgres", { databases: "mine,neotool_db" })).toEqual(["warning postgres/settings/databases: mine | nothing"]);
  expect(saying("postgres", { databases: "mine,neotool_db" }, more("CREATE DATABASE mine;"))).toEqual([]);
  expect(saying("postgres", { roles: "app" }, more("CREATE ROLE app LOGIN;"))).toEqual([]);
  expect(saying("postgres", { roles: "neotool" }, more("CREATE ROLE app LOGIN;"))).toEqual(["warning postgres/settings/roles: nothing | app"]);
  expect(saying("postgres", { "role-powers": "app:superuser" })).toEqual(["error postgres/settings/role-powers: app:superuser | nothing (default)"]);
  expect(saying("postgres", { "role-powers": "app:superuser" }, more("CREATE ROLE app LOGIN SUPERUSER;"))).toEqual([]);
});

test("a job that runs psql or createdb makes what it names, comments and variables do not", () => {
  const job = (script: string) => ({ ...FILES, "job.yaml": `apiVersion: batch/v1\nkind: Job\nmetadata: { name: init, namespace: neotool-data }\nspec: { template: { spec: { containers: [{ name: init, image: "postgres:18.1", command: [sh, -c, ${JSON.stringify(script)}] }] } } }\n` });
  expect(saying("postgres", { databases: "neotool_db" }, job("psql -c 'CREATE DATABASE reports'"))).toEqual([]); // told already, by the definitions
  expect(findingsBetween(localSide(), productionOf(job("createdb reports; createuser --superuser boss; # CREATE DATABASE no\npsql -c 'CREATE DATABASE :\"name\"'"))).filter(({ id }) => /databases|roles|role-powers/.test(id)).map(shown)).toEqual([
    "error postgres/settings/role-powers: nothing (default) | boss:superuser",
    "warning postgres/settings/databases: nothing | reports",
    "warning postgres/settings/roles: nothing | boss",
  ]);
});
