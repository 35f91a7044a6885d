import { randomUUID } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { envelope, type CliResult } from "../cli.ts";
import { instanceSecrets } from "../instance.ts";
import { recordsIn } from "../kafka.ts";
import { observatoryOf } from "../observability.ts";
import { openStore } from "../store.ts";
import { variable, type Environment } from "../services.ts";
import { sqlValue } from "../sql.ts";
import { until } from "../until.ts";
import { whatIsSaid, processesOf } from "./footprint.ts";
import { LONG_MS, type SampleInstance } from "./sample-instance.ts";
import { badTokens } from "./tokens.ts";
import { askGraph, visit, type Visited } from "./visit.ts";

/** What the chain needs beside its applications: the gateway, metrics, logs. */
const SERVICES = ["--only", "router", "--only", "prometheus", "--only", "loki"];
const TEXT = "hello <brave> new world";
const NOTES = "{ notes { author text news { words } } }";

const messageOf = (line: string): unknown => JSON.parse(line).message;

/**
 * The whole way of a note: web page → router → a service on the JVM → Postgres through the pooler, S3, Kafka → a service in
 * TypeScript → back to the page. The same tests for each runtime; each goes on from where the one before it left the instance.
 */
export const chainWorks = (open: () => Promise<SampleInstance>): void => {
  let shop: SampleInstance;
  let first: CliResult;
  let env: Environment;
  let token = "";
  let bad: Awaited<ReturnType<typeof badTokens>>;
  /** Of the request that adds the note: found again in the logs of all who had a part in it. */
  const traceId = randomUUID();

  beforeAll(async () => {
    shop = await open();
    first = await succeeds("up", "--only", "router", "--app", "notes", "--json");
    env = await shop.env();
    token = (await succeeds("token", "--sub", "ada", "--role", "author")).stdout.trim();
    bad = await badTokens(shop);
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  const web = (path = "/") => `http://localhost:${shop.ports.web}${path}`;
  const router = () => variable(env, "GRAPHQL_ENDPOINT");
  const bearer = (of: string) => ({ authorization: `Bearer ${of}` });
  const page = (of = token): Promise<Visited> => visit(web(), { headers: bearer(of) });
  const succeeds = async (...args: readonly string[]) => {
    const result = await shop.run(...args);
    expect(result.exitCode, result.stderr).toBe(0);
    return result;
  };

  test("a service that runs alone is composed into the graph; one that never ran is left out, and named", async () => {
    expect(envelope(first).warnings).toContainEqual(expect.stringMatching(/^words .*: not in the graph until neotool dev graph apply$/));
    await until("the router knows notes", async () => (await askGraph(router(), "{ notes { author } }", bearer(token))).body === '{"data":{"notes":[]}}');
    expect((await askGraph(router(), NOTES, bearer(token))).body).toContain('Cannot query field \\"news\\"');
  });

  test("one command brings up the rest, and a page says that a token is needed", { timeout: LONG_MS }, async () => {
    await succeeds("up", ...SERVICES, "--apps");
    expect(await shop.phases()).toMatchObject({ notes: "ready", words: "ready", web: "ready", router: "ready" });
    await until("the router knows both", async () => (await askGraph(router(), NOTES, bearer(token))).body === '{"data":{"notes":[]}}');
    expect((await visit(web())).body).toContain("A token is needed");
  });

  test("a note that is added on the page is in Postgres, S3 and Kafka, and comes back with what the other service heard of it", async () => {
    const added = await visit(web("/notes"), { method: "POST", headers: { ...bearer(token), "x-request-id": traceId }, body: new URLSearchParams({ text: TEXT }).toString() });
    expect([added.status, added.headers.location]).toEqual([303, "/"]);
    await until("its words are counted", async () => (await page()).body.includes("4 words"));
    expect((await page()).body).toContain("<b>ada</b>: hello &lt;brave&gt; new world <small>4 words</small>");

    const id = await sqlValue(variable(env, "DATABASE_URL"), "SELECT id FROM notes.note WHERE author = 'ada'");
    using store = openStore(env);
    const { Body } = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key: `notes/${id}.txt` }));
    expect(await Body?.transformToString()).toBe(TEXT);
    expect(await recordsIn(variable(env, "KAFKA_BROKERS"), "note.added")).toBe(1);
    expect(await sqlValue(variable(env, "DATABASE_URL"), `SELECT words FROM words.heard WHERE note_id = '${id}'`)).toBe(4);
  });

  test("an expired and a foreign token are refused by both services and on the page; one without the role may read only", async () => {
    for (const refused of [bad.expired, bad.foreign, "none"]) {
      for (const port of [shop.ports.notes, shop.ports.words]) {
        expect(await askGraph(`http://localhost:${port}/graphql`, "{ __typename }", bearer(refused))).toMatchObject({ status: 401 });
      }
      const { body } = await page(refused);
      expect(body).toMatch(/<p role="alert">.*401/);
      expect(body).not.toContain("brave");
    }
    const reader = (await succeeds("token", "--sub", "bob", "--ttl", "5m")).stdout.trim();
    expect((await page(reader)).body).toContain("4 words");
    const { status, body } = await visit(web("/notes"), { method: "POST", headers: bearer(reader), body: "text=no" });
    expect([status, body]).toEqual([200, expect.stringContaining("Only who has the role author adds notes")]);
  });

  test("the page may ask the router from a browser, another one may not", async () => {
    const allowed = async (origin: string) => (await visit(router(), { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" } })).headers["access-control-allow-origin"];
    expect(await allowed(`http://localhost:${shop.ports.web}`)).toBe(`http://localhost:${shop.ports.web}`);
    expect(await allowed("http://evil.example")).toBeUndefined();
    expect((await page()).body).toContain(`fetch(${JSON.stringify(router())}`);
  });

  test("metrics of all applications are in Prometheus, with what each library tells", async () => {
    const { metrics } = await observatoryOf(shop.path);
    const told = {
      "on the JVM": 'http_server_requests_seconds_count{service="notes",uri="/graphql",status="200"} > 0',
      "its pool": 'hikaricp_connections{service="notes",pool="notes"} > 0',
      "its producer": 'kafka_producer_record_send_total{service="notes"} > 0',
      "its heap": 'jvm_memory_used_bytes{service="notes",area="heap"} > 0',
      "in TypeScript": 'http_request_duration_seconds_count{service="words",route="/graphql",status_code="200"} > 0',
      "the page": 'http_request_duration_seconds_count{service="web",route="/",status_code="200"} > 0',
    };
    for (const [what, query] of Object.entries(told)) await until(`Prometheus has what is told of ${what}`, async () => (await metrics(query)).length > 0, 30_000);
  });

  test("one id finds the request in the logs of all who had a part in it, here and in Loki", async () => {
    const { logs } = await observatoryOf(shop.path);
    const inLoki = async () => (await logs(`{instance="${shop.id}",level="info",stream="stdout"} |= "${traceId}"`)).flatMap(({ labels: { service }, values }) => values.map((line) => `${service}: ${messageOf(line)}`)).sort();
    const said = (of: readonly string[]) => of.map((line) => line.replace(/[\da-f-]{36}/, "…"));
    const expected = ["notes: answered AddNote__notes__0", "notes: note … added", "web: note added", "words: heard of note …"];
    await until("Loki has them all", async () => (await inLoki()).length >= expected.length, 30_000);
    expect(said(await inLoki())).toEqual(expected);
    const { stdout } = await succeeds("logs", "web", "notes", "words", "--grep", traceId, "--json");
    const lines = stdout.split("\n").map((line): { readonly service: string; readonly level: string; readonly text: string } => JSON.parse(line));
    expect(said(lines.map(({ service, text }) => `${service}: ${messageOf(text)}`)).sort()).toEqual(expected);
    expect((await succeeds("logs", "notes", "words", "--level", "warn")).stdout).toMatch(/notes \| .*a token was refused/);
  });

  test("no secret and no token is in what the applications say or how they are called", async () => {
    const said = await whatIsSaid(shop);
    expect(said).toContain(traceId);
    const secrets = [...(await instanceSecrets(shop)), variable(env, "JWT_PRIVATE_KEY"), token, bad.expired, bad.foreign];
    expect(secrets.filter((secret) => said.includes(secret)).length).toBe(0);
  });

  test("a service that is killed comes back by itself, and the page with it; without it, the page shows what the other one has", async () => {
    const [pid = 0] = await processesOf(shop, "words");
    process.kill(pid, "SIGKILL");
    await until("the page says what is missing", async () => (await page()).body.includes("not counted yet"));
    expect((await page()).body).toContain("hello &lt;brave&gt; new world");
    await until("it is whole again", async () => (await page()).body.includes("4 words"));
  });

  test("down ends every process of them", async () => {
    const running = (await Promise.all(["notes", "words", "web"].map((name) => processesOf(shop, name)))).flat();
    expect(running.length).toBeGreaterThanOrEqual(5); // the JVM, and npm with its program for each of the others
    await succeeds("down");
    expect((await Promise.all(["notes", "words", "web"].map((name) => processesOf(shop, name)))).flat()).toEqual([]);
  });
};
