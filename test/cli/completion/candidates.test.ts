import { expect, test } from "vitest";
import { complete, type Lookup } from "../../../dev/cli/completion/candidates.ts";
import { commands } from "../../../dev/cli/commands.ts";
import { lookupIn } from "../../../dev/cli/completion/sources.ts";
import { kebab } from "../../../dev/cli/define-command.ts";
import { realSurroundings } from "../../../dev/wiring/surroundings.ts";

const NAMES: Lookup = async (what) => [`${what}-a`, `${what}-b`].map((value) => ({ value, description: what }));

const valuesOf = async (lookup: Lookup, ...words: readonly string[]) => (await complete(words, commands, lookup)).candidates.map(({ value }) => value);
const offered = (...words: readonly string[]) => valuesOf(NAMES, ...words);
/** As it is in this working copy. */
const really = (...words: readonly string[]) => valuesOf(lookupIn(realSurroundings()), ...words);

test("the first word is dev, and nothing else is known of other programs", async () => {
  expect(await offered("")).toEqual(["dev", "--help", "--version"]);
  expect(await offered("de")).toEqual(["dev"]);
  expect(await offered("prod", "")).toEqual([]);
});

test("every command is offered with its summary, but those that only programs call", async () => {
  const { candidates } = await complete(["dev", ""], commands, NAMES);
  expect(candidates.map(({ value }) => value)).toEqual([...commands.filter(({ hidden }) => hidden !== true).map(({ name }) => name), "--help"]);
  expect(candidates.find(({ value }) => value === "up")?.description).toBe(commands.find(({ name }) => name === "up")?.summary);
  expect(await offered("dev", "sta")).toEqual(["status"]);
  expect(await offered("dev", "nonsense", "")).toEqual([]);
});

test.each(commands.map(({ name }) => name))("every option of %s is offered", async (name) => {
  const options = Object.keys(commands.find((command) => command.name === name)?.options ?? {}).map((key) => `--${kebab(key)}`);
  expect(await offered("dev", name, "--")).toEqual([...options, "--json", "--help"]);
});

test("an option's values are its choices, in both ways of writing them", async () => {
  expect(await offered("dev", "env", "--format", "")).toEqual(["dotenv", "shell", "json"]);
  expect(await offered("dev", "env", "--format=s")).toEqual(["--format=shell"]);
  expect(await offered("dev", "env", "--format", "=", "s")).toEqual(["--format=shell"]); // bash cuts there
  expect(await offered("dev", "env", "--format", "=")).toEqual(["--format=dotenv", "--format=shell", "--format=json"]);
});

test("names come from where the option says", async () => {
  expect(await offered("dev", "up", "--profile", "")).toEqual(["profiles-a", "profiles-b"]);
  expect(await offered("dev", "up", "--dry-run", "--only", "containers-b")).toEqual(["containers-b"]);
  expect(await offered("dev", "env", "--role", "")).toEqual(["roles-a", "roles-b"]);
  expect(await offered("dev", "up", "--port", "")).toEqual(["ports-a", "ports-b"]);
});

test("a list goes on behind its comma, without what is in it already", async () => {
  expect(await offered("dev", "up", "--only", "containers-a,")).toEqual(["containers-a,containers-b"]);
});

test("a number and a free text have nothing to offer", async () => {
  expect(await offered("dev", "up", "--wait-timeout", "")).toEqual([]);
  expect(await offered("dev", "logs", "-n", "")).toEqual([]);
  expect(await offered("dev", "logs", "--since", "")).toEqual([]);
});

test("arguments are offered by their place; those that repeat, without what was given", async () => {
  expect(await offered("dev", "why", "")).toEqual(["services-a", "services-b"]);
  expect(await offered("dev", "why", "services-a", "")).toEqual([]);
  expect(await offered("dev", "logs", "--follow", "containers-a", "")).toEqual(["containers-b"]);
  expect(await offered("dev", "ps", "")).toEqual(["instances-a", "instances-b"]);
  expect(await offered("dev", "keys", "r")).toEqual(["rotate"]);
  expect(await offered("dev", "open", "")).toEqual(["web-pages-a", "web-pages-b"]);
  expect(await offered("dev", "completion", "")).toEqual(["bash", "zsh", "fish"]);
  expect(await offered("dev", "logs", "--", "--")).toEqual([]); // no options any more
});

test("directories and a tool's own arguments are left to the shell", async () => {
  expect(await complete(["dev", "images", "save", ""], commands, NAMES)).toEqual({ candidates: [], paths: "directories" });
  expect(await offered("dev", "exec", "")).toEqual(["tools-a", "tools-b"]);
  expect(await complete(["dev", "exec", "psql", "--fi"], commands, NAMES)).toEqual({ candidates: [], paths: "all" });
});

test("the stack's own names are offered without an engine and without a config", async () => {
  expect(await really("dev", "up", "--profile", "")).toEqual(["core", "observability", "alerts", "gateway", "feature-flags", "mail"]);
  expect(await really("dev", "up", "--only", "p")).toEqual(["postgres", "pgbouncer", "prometheus", "promtail", "postgres-exporter", "pgbouncer-exporter"]);
  expect(await really("dev", "exec", "psql")).toEqual(["psql", "psql-admin", "psql-pooled"]);
  expect(await really("dev", "why", "kafka")).toEqual(["kafka", "kafka-exporter", "kafka-topics"]);
  expect(await really("dev", "open", "")).toEqual(["minio.console", "prometheus.http", "grafana.http", "alertmanager.http", "router.graphql", "unleash.http", "mail.http"]);
  expect(await really("dev", "up", "--port", "postgres")).toEqual(["postgres=", "postgres.sql=", "postgres-exporter=", "postgres-exporter.metrics="]);
  expect(await really("dev", "env", "--role", "sec")).toEqual(["security"]);
});

test("what cannot be found out is not offered", async () => {
  const nowhere = { ...realSurroundings(), cwd: "/nonexistent-working-copy" };
  expect(await valuesOf(lookupIn(nowhere), "dev", "env", "--role", "")).toEqual([]);
  const deaf = { ...realSurroundings(), env: { DOCKER_HOST: "unix:///nonexistent.sock" } };
  expect(await valuesOf(lookupIn(deaf), "dev", "ps", "")).toEqual([]);
});

test("snapshots are offered by name, each once, and what there is now to be compared with", async () => {
  expect(await offered("dev", "snapshot", "diff", "snapshots-a", "")).toEqual(["snapshots-b"]);
  expect(await really("dev", "snapshot", "diff", "")).toContain("live");
});
