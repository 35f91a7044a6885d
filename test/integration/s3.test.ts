import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, expect, inject, test } from "vitest";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { execute, variable } from "../support/services.ts";

const { env } = inject("stack");
const ENDPOINT = `http://${env.STORAGE_HOSTNAME}:${env.STORAGE_PORT}`;
const REGION = variable(env, "STORAGE_REGION");
const PUBLIC = variable(env, "STORAGE_PUBLIC_BUCKET");
const PRIVATE = variable(env, "STORAGE_PRIVATE_BUCKET");
/** Where it is written down what was seeded, once anybody has done so. */
const SEEDED = "neotool-seed-ledger";
const KEYS = { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") } as const;

const client = new S3Client({ endpoint: ENDPOINT, region: REGION, forcePathStyle: env.STORAGE_FORCE_PATH_STYLE === "true", credentials: KEYS });
afterAll(() => client.destroy());

/** An object for one test, gone with all its versions afterwards. */
const withObject = async (bucket: string, bodies: readonly string[], use: (key: string) => Promise<void>): Promise<void> => {
  const key = `test/${randomUUID()}.txt`;
  for (const body of bodies) await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: "text/plain" }));
  try {
    await use(key);
  } finally {
    const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }));
    for (const { VersionId } of [...Versions, ...DeleteMarkers]) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId }));
  }
};

const textOf = async (bucket: string, key: string, version?: string): Promise<string | undefined> =>
  (await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }))).Body?.transformToString();

/** What somebody without keys gets. */
const anonymously = async (path: string): Promise<string> => {
  const answer = await fetch(`${ENDPOINT}/${path}`);
  const body = await answer.text();
  return answer.ok ? body : `HTTP ${answer.status} ${/<Code>(\w+)/.exec(body)?.[1]}`;
};

test("the buckets of the config are there, and that of the public keys", async () => {
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name).filter((name) => name !== SEEDED)).toEqual(["exports", "neotool-assets-private", "neotool-assets-public", "neotool-jwks"]);
});

test.each([PUBLIC, PRIVATE, "exports"])("an application puts an object into %s and gets it back", (bucket) =>
  withObject(bucket, ["grüße"], async (key) => {
    expect(await textOf(bucket, key)).toBe("grüße");
  }),
);

test.each([PRIVATE, "exports"])("without keys nobody reads from %s or lists it", (bucket) =>
  withObject(bucket, ["for us"], async (key) => {
    expect(await anonymously(`${bucket}/${key}`)).toBe("HTTP 403 AccessDenied");
    expect(await anonymously(`${bucket}/`)).toBe("HTTP 403 AccessDenied");
  }),
);

test("without keys anybody reads an object of the public bucket by its name, and nobody lists or writes", () =>
  withObject(PUBLIC, ["for all"], async (key) => {
    expect(await anonymously(`${PUBLIC}/${key}`)).toBe("for all");
    expect(await anonymously(`${PUBLIC}/`)).toBe("HTTP 403 AccessDenied");
    expect((await fetch(`${ENDPOINT}/${PUBLIC}/test/intruder.txt`, { method: "PUT", body: "no" })).status).toBe(403);
  }));

test("a bucket is versioned where the config says so, and old versions stay readable", async () => {
  const statusOf = async (bucket: string) => (await client.send(new GetBucketVersioningCommand({ Bucket: bucket }))).Status ?? "never enabled";
  expect(await Promise.all([PRIVATE, PUBLIC, "exports"].map(statusOf))).toEqual(["Enabled", "never enabled", "never enabled"]);
  await withObject(PRIVATE, ["first", "second"], async (key) => {
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: PRIVATE, Prefix: key }));
    expect(await Promise.all(Versions.map(({ VersionId }) => textOf(PRIVATE, key, VersionId)))).toEqual(["second", "first"]);
  });
});

test("a presigned URL opens a private object for whoever has it, until it has expired", () =>
  withObject(PRIVATE, ["for the bearer"], async (key) => {
    const presigned = (signingDate: Date) => getSignedUrl(client, new GetObjectCommand({ Bucket: PRIVATE, Key: key }), { expiresIn: 60, signingDate });
    const now = Date.now();
    const url = await presigned(new Date(now));
    expect(await (await fetch(url)).text()).toBe("for the bearer");
    expect((await fetch(await presigned(new Date(now - 120_000)))).status).toBe(403);
    expect((await fetch(url, { method: "PUT", body: "not what was signed" })).status).toBe(403);
  }));

test("wrong keys are refused", async () => {
  const stranger = new S3Client({ endpoint: ENDPOINT, region: REGION, forcePathStyle: true, credentials: { ...KEYS, secretAccessKey: "not-the-secret" } });
  await expect(stranger.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  stranger.destroy();
});

test("mc knows the store as local", async () => {
  expect((await execute(["mc", "ls", "local"])).match(/\S+\/$/gm)?.filter((name) => name !== `${SEEDED}/`)).toEqual(["exports/", "neotool-assets-private/", "neotool-assets-public/", "neotool-jwks/"]);
});

leavesNothingBehind(async () => {
  const lists = await Promise.all([PUBLIC, PRIVATE, "exports"].map((bucket) => client.send(new ListObjectVersionsCommand({ Bucket: bucket }))));
  return lists.flatMap(({ Versions = [], DeleteMarkers = [] }) => [...Versions, ...DeleteMarkers].map(({ Key }) => Key));
});
