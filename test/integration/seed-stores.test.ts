import { createHash, randomUUID } from "node:crypto";
import { GetObjectCommand, HeadObjectCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, expect, inject, test } from "vitest";
import { nothingOf } from "../../dev/data/kafka/ledger-entry.ts";
import { entryRecord, topicOf, withTopics } from "../../dev/data/kafka/seed-topics.ts";
import { produce, topicContents, withAdmin } from "../support/kafka.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { makeDataset } from "../support/seed.ts";
import { execute, variable } from "../support/services.ts";

const { env } = inject("stack");
const BROKERS = variable(env, "KAFKA_BROKERS");
const KAFKA = { host: "127.0.0.1", port: Number(BROKERS.split(":")[1]) };
const VAULT = variable(env, "VAULT_ADDR");
const s3 = new S3Client({ endpoint: `http://127.0.0.1:${variable(env, "STORAGE_PORT")}`, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") } });
afterAll(() => s3.destroy());

const unique = (): string => `seed-${randomUUID().slice(0, 8)}`;
const line = (record: unknown): string => `${JSON.stringify(record)}\n`;

const contents = (topic: string) => topicContents(BROKERS, topic);

const withoutTopic = (...topics: readonly string[]): AsyncDisposable => ({ [Symbol.asyncDispose]: () => withAdmin(BROKERS, (admin) => admin.deleteTopics({ topics: [...topics] })) });

test("topics are made and records sent once, each key where Kafka's own clients would put it", async () => {
  const topic = unique();
  await using dataset = await makeDataset(unique(), {
    "kafka/topics.yaml": `${topic}: { partitions: 3, configs: { retention.ms: 3600000 } }\n`,
    [`kafka/${topic}.jsonl`]: line({ key: "a", value: { id: 1 }, headers: { type: "made" } }) + line({ key: "b", value: "two" }) + line({ value: "three", partition: 2 }) + line({ key: "b", value: null }),
  });
  await using _topic = withoutTopic(topic);
  expect(await dataset.applied()).toEqual({ "kafka/topics.yaml": "applied 0", [`kafka/${topic}.jsonl`]: "applied 4" });
  const expected = [...(await contents(topic))];
  expect(expected).toHaveLength(4);
  expect(expected).toContain("2 - three");
  expect(await dataset.applied()).toEqual({ "kafka/topics.yaml": "unchanged", [`kafka/${topic}.jsonl`]: "unchanged" });
  expect(await contents(topic)).toEqual(expected);
  await execute(["kafka-console-producer", "--topic", topic, "--property", "parse.key=true", "--property", "key.separator=:"], "a:theirs\nb:theirs\n");
  const all = await contents(topic);
  for (const key of ["a", "b"]) expect(new Set(all.filter((one) => one.split(" ")[1] === key).map((one) => one.split(" ")[0])).size).toBe(1);
});

test("a topics.yaml that has changed is applied again, also where no topic is missing", async () => {
  const topic = unique();
  await using dataset = await makeDataset(unique(), { "kafka/topics.yaml": `${topic}: { partitions: 1, configs: { retention.ms: 3600000 } }\n` });
  await using _topic = withoutTopic(topic);
  await dataset.applied();
  await dataset.write("kafka/topics.yaml", `${topic}: { partitions: 3, configs: { retention.ms: 7200000 } }\n`);
  expect(await dataset.applied()).toEqual({ "kafka/topics.yaml": "applied 0" });
  expect(await execute(["kafka-topics", "--describe", "--topic", topic])).toMatch(/PartitionCount: 3.*retention\.ms=7200000/);
  expect(await dataset.applied()).toEqual({ "kafka/topics.yaml": "unchanged" });
});

test("what was added to a file is sent alone; what was changed before that sends the file again and says so; a new topic begins anew", async () => {
  const topic = unique();
  const [file, first] = [`kafka/${topic}.jsonl`, line({ value: "1" })];
  await using dataset = await makeDataset(unique(), { [file]: first });
  await using _topic = withoutTopic(topic);
  await dataset.applied();
  await dataset.write(file, first + line({ value: "2" }));
  expect(await dataset.applied()).toEqual({ [file]: "continued 1" });
  expect(await contents(topic)).toEqual(["0 - 1", "0 - 2"]);
  await dataset.write(file, line({ value: "one" }));
  expect((await dataset.seed()).warnings).toEqual([expect.stringContaining("has changed in lines that were sent before")]);
  expect(await contents(topic)).toEqual(["0 - 1", "0 - 2", "0 - one"]);
  await withAdmin(BROKERS, (admin) => admin.deleteTopics({ topics: [topic] }));
  expect(await dataset.applied()).toEqual({ [file]: "applied 1" });
  expect(await contents(topic)).toEqual(["0 - one"]);
});

test("records that an interrupted run sent and did not write down are found and not sent twice, with those of others in between", async () => {
  const topic = unique();
  const lines = Array.from({ length: 10 }, (_, index) => line({ key: String(index), value: `v${index}` }));
  const file = `kafka/${topic}.jsonl`;
  await using dataset = await makeDataset(unique(), { [file]: lines.slice(0, 4).join("") });
  await using _topic = withoutTopic(topic);
  await dataset.applied();
  const beginning = lines.slice(0, 4).join("");
  await withTopics(KAFKA, async (session) => {
    const entry = { ...nothingOf((await topicOf(session.admin, topic))?.id ?? ""), bytes: beginning.length, hash: createHash("sha256").update(beginning).digest("hex"), next: { "0": "4" }, whole: false };
    await session.producer.send({ messages: [4, 5].map((id) => ({ topic, partition: 0, key: String(id), value: `v${id}` })) });
    await produce(BROKERS, topic, ["somebody else's"]);
    await session.producer.send({ messages: [{ topic, partition: 0, key: "6", value: "v6" }, entryRecord(dataset.name, file, entry)] });
  });
  await dataset.write(file, lines.join(""));
  expect(await dataset.applied()).toEqual({ [file]: "continued 3" });
  expect((await contents(topic)).map((one) => one.split(" ").slice(2).join(" "))).toEqual([...lines.map((_, index) => `v${index}`), "somebody else's"].sort((a, b) => (a < b ? -1 : 1)));
});

test("a bad line, a partition that is not there and a topic that cannot be made are named, and nothing is sent", async () => {
  const topic = unique();
  const file = `kafka/${topic}.jsonl`;
  await using dataset = await makeDataset(unique(), { [file]: `${line({ value: 1 })}{"value": 2\n` });
  await using _topic = withoutTopic(topic);
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining(`${topic}.jsonl:2 is no JSON`) });
  await dataset.write(file, line({ value: 1 }) + line({ value: 2, partition: 1 }));
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining(`${topic}.jsonl:2 is for partition 1, and ${topic} has 1`) });
  await dataset.write("kafka/topics.yaml", `${topic}-x:\n  configs: { retention.msec: 1 }\n`);
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_FAILED", message: expect.stringMatching(/topics\.yaml: .*Unknown topic config name: retention\.msec/) });
  await dataset.write("kafka/topics.yaml", `${topic}-x: {\n`);
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining("topics.yaml:2:1 ") });
  expect(await contents(topic)).toEqual([]);
});

test("objects get the type of their name, are put once, and again when they or their bucket are made anew", async () => {
  const bucket = unique();
  const [page, deep] = [`minio/${bucket}/index.html`, `minio/${bucket}/a b/ü.json`];
  await using dataset = await makeDataset(unique(), { [page]: "<p>", [deep]: "{}" });
  await using _bucket = { [Symbol.asyncDispose]: async () => void (await execute(["mc", "rb", "--force", `local/${bucket}`])) };
  expect(await dataset.applied()).toEqual({ [page]: "applied 1", [deep]: "applied 1" });
  const get = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).Body?.transformToString();
  expect(await get("a b/ü.json")).toBe("{}");
  expect((await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: "index.html" }))).ContentType).toBe("text/html");
  await dataset.write(page, "<b>");
  expect(await dataset.applied()).toEqual({ [page]: "applied 1", [deep]: "unchanged" });
  expect(await get("index.html")).toBe("<b>");
  await execute(["mc", "rb", "--force", `local/${bucket}`]);
  expect(await dataset.applied()).toEqual({ [page]: "applied 1", [deep]: "applied 1" });
  await dataset.write("minio/neotool-jwks/jwks.json", "{}");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining("that the tool itself keeps") });
});

test("a bucket that cannot be made is named with the file it is for", async () => {
  await using dataset = await makeDataset(unique(), { "minio/a..b/x.txt": "x" });
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_FAILED", message: expect.stringMatching(/did not make the bucket a\.\.b, for .*x\.txt: /) });
});

test("secrets are written once, and what is no secret is named with its place", async () => {
  const path = unique();
  const token = { "X-Vault-Token": variable(env, "VAULT_TOKEN") };
  const read = async (): Promise<unknown> => JSON.parse(await (await fetch(`${VAULT}/v1/secret/data/app/${path}`, { headers: token })).text());
  await using dataset = await makeDataset(unique(), { "vault/app.yaml": `secret/app/${path}:\n  key: sk\n  nested: { a: [1] }\n` });
  await using _secret = { [Symbol.asyncDispose]: async () => void (await fetch(`${VAULT}/v1/secret/metadata/app/${path}`, { method: "DELETE", headers: token })) };
  expect(await dataset.applied()).toEqual({ "vault/app.yaml": "applied 1" });
  expect(await dataset.applied()).toEqual({ "vault/app.yaml": "unchanged" });
  expect(await read()).toMatchObject({ data: { data: { key: "sk", nested: { a: [1] } }, metadata: { version: 1 } } });
  await dataset.write("vault/app.yaml", "secret/app/x: 1\n");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringMatching(/app\.yaml:1:15 secret\/app\/x is no mapping of fields$/) });
  await dataset.write("vault/app.yaml", "secret/jwt/keys/default: { public: x }\n");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining("is the instance's own") });
  await dataset.write("vault/app.yaml", "nowhere/x: { a: b }\n");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_FAILED", message: expect.stringContaining("app.yaml:1:12 Vault refused to write nowhere/x: HTTP 404") });
});

test("a seed.ts is called once with the way to the stores, again when it changes, and what it throws has its place", async () => {
  await using dataset = await makeDataset(unique(), {
    "values.ts": "export const value: string = 'from a file of its own';",
    "seed.ts": `import { defineSeed } from "neotool";\nimport { value } from "./values.ts";\nexport default defineSeed(async ({ vault, postgres, env, dataset }) => {\n  if (!vault || postgres.url !== env.DATABASE_DIRECT_URL?.replace("localhost", "127.0.0.1")) throw new Error("not told");\n  await fetch(\`\${vault.address}/v1/secret/data/app/\${dataset}\`, { method: "POST", headers: { "X-Vault-Token": vault.token }, body: JSON.stringify({ data: { value } }) });\n});\n`,
  });
  const address = `${VAULT}/v1/secret/metadata/app/${dataset.name}`;
  const headers = { "X-Vault-Token": variable(env, "VAULT_TOKEN") };
  await using _secret = { [Symbol.asyncDispose]: async () => void (await fetch(address, { method: "DELETE", headers })) };
  expect(await dataset.applied()).toEqual({ "seed.ts": "applied 0" });
  expect(await dataset.applied()).toEqual({ "seed.ts": "unchanged" });
  expect(JSON.parse(await (await fetch(address, { headers })).text())).toMatchObject({ data: { current_version: 1 } });
  await dataset.write("seed.ts", "export const seed = () => {\n  throw new Error('oh no');\n};\n");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_FAILED", message: expect.stringMatching(/seed\.ts:2:9 oh no$/) });
  await dataset.write("seed.ts", "export default () => {\n  const broken: = 1;\n};\n");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringMatching(/seed\.ts:2:17 /) });
  await dataset.write("seed.ts", "export const other = 1;\n");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining("seed.ts exports no function") });
});

leavesNothingBehind(async () => ({
  topics: await withAdmin(BROKERS, async (admin) => (await admin.listTopics()).filter((name) => !/^(neotool-seed-ledger|__consumer_offsets)$/.test(name)).sort()),
  buckets: (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name).filter((name) => name !== "neotool-seed-ledger"),
}));
