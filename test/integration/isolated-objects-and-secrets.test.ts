import { CreateBucketCommand, DeleteObjectCommand, GetBucketVersioningCommand, GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, inject, onTestFinished, test } from "vitest";
import { parseLease } from "../../dev/data/isolation/lease.ts";
import type { IsolatedBucket } from "../../dev/data/minio/isolate/isolated-bucket.ts";
import type { IsolatedMount } from "../../dev/data/vault/isolate/isolated-mount.ts";
import { verifyJwt } from "../../dev/secrets/jwt.ts";
import { readJwtKeys } from "../../dev/secrets/jwt-keys.ts";
import { openProject } from "../../dev/wiring/project.ts";
import { isolationAt } from "../support/isolation.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { variable } from "../support/services.ts";

const { workingCopy, env } = inject("stack");

const clientOf = ({ client }: Pick<IsolatedBucket, "client">): S3Client => {
  const s3 = new S3Client(client);
  onTestFinished(() => s3.destroy());
  return s3;
};

const put = (s3: S3Client, Bucket: string, Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** Every object with its content. */
const contents = async (s3: S3Client, Bucket: string): Promise<Readonly<Record<string, string | undefined>>> => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return Object.fromEntries(await Promise.all(Contents.map(async ({ Key }) => [Key, await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()] as const)));
};

test("a bucket's keys reach it and nothing else", async () => {
  await using isolation = await isolationAt(workingCopy);
  await using one = await isolation.bucket();
  await using other = await isolation.bucket();
  const s3 = clientOf(one);
  await put(s3, one.name, "a.txt", "mine");
  expect(await contents(s3, one.name)).toEqual({ "a.txt": "mine" });
  await put(clientOf(other), other.name, "b.txt", "theirs");
  const refused = [contents(s3, other.name), put(s3, other.name, "c.txt", ""), contents(s3, "neotool-assets-private"), s3.send(new CreateBucketCommand({ Bucket: "strange" })), s3.send(new GetObjectCommand({ Bucket: other.name, Key: "b.txt" }))];
  expect((await Promise.allSettled(refused)).map((result) => (result.status === "rejected" && result.reason instanceof Error ? result.reason.name : "allowed"))).toEqual(refused.map(() => "AccessDenied"));
  expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? []).toEqual([one.name]);
});

test("it is like a bucket of the definition, and a name that this has not is refused", async () => {
  await using isolation = await isolationAt(workingCopy);
  await using bucket = await isolation.bucket({ like: "neotool-assets-private" });
  expect((await clientOf(bucket).send(new GetBucketVersioningCommand({ Bucket: bucket.name }))).Status).toBe("Enabled");
  await using open = await isolation.bucket({ like: "neotool-assets-public" });
  await put(clientOf(open), open.name, "a.txt", "for all");
  expect(await (await fetch(`${open.client.endpoint}/${open.name}/a.txt`)).text()).toBe("for all");
  await expect(isolation.bucket({ like: "neotool-assets" })).rejects.toMatchObject({ code: "USAGE" });
});

test.each(["neotool-assets-private", "exports"])("a restore brings back what was kept of a bucket like %s, changed, deleted or new", async (like) => {
  await using isolation = await isolationAt(workingCopy);
  await using bucket = await isolation.bucket({ like });
  const s3 = clientOf(bucket);
  const seeded = { "a.txt": "a", "folder/with space & ü.txt": "b", "c.txt": "c" };
  for (const [key, body] of Object.entries(seeded)) await put(s3, bucket.name, key, body);
  await bucket.save();
  for (let round = 0; round < 2; round += 1) {
    await put(s3, bucket.name, "a.txt", "changed");
    await put(s3, bucket.name, "new.txt", "new");
    await s3.send(new DeleteObjectCommand({ Bucket: bucket.name, Key: "folder/with space & ü.txt" }));
    await bucket.restore();
    expect(await contents(s3, bucket.name)).toEqual(seeded);
  }
});

const vault = (mount: IsolatedMount, method: string, path: string, data?: unknown) =>
  fetch(`${mount.address}/v1/${path}`, { method, headers: { "X-Vault-Token": mount.token }, ...(data !== undefined && { body: JSON.stringify({ data }) }) });

const secretIn = async (mount: IsolatedMount, name: string): Promise<unknown> => {
  const answer = await vault(mount, "GET", `${mount.path}/data/${name}`);
  if (!answer.ok) return answer.status;
  const { data }: { readonly data: { readonly data: unknown } } = JSON.parse(await answer.text());
  return data.data;
};

test("a mount's token reaches it and nothing else, and ends with it", async () => {
  await using isolation = await isolationAt(workingCopy);
  const one = await isolation.mount();
  await using other = await isolation.mount();
  expect((await vault(one, "POST", `${one.path}/data/app/database`, { password: "one" })).status).toBe(200);
  expect(await secretIn(one, "app/database")).toEqual({ password: "one" });
  expect(await Promise.all([`${other.path}/data/x`, "secret/data/jwt/keys/default", "sys/mounts", "sys/policies/acl?list=true"].map(async (path) => (await vault(one, "GET", path)).status))).toEqual([403, 403, 403, 403]);
  expect((await vault(one, "POST", `${other.path}/data/x`, {})).status).toBe(403);
  await one[Symbol.asyncDispose]();
  expect((await vault(one, "GET", "auth/token/lookup-self")).status).toBe(403);
});

test("a restore brings back what was kept of a mount", async () => {
  await using isolation = await isolationAt(workingCopy);
  await using mount = await isolation.mount();
  for (const name of ["a", "deep/b", "c"]) await vault(mount, "POST", `${mount.path}/data/${name}`, { name });
  await mount.save();
  await vault(mount, "POST", `${mount.path}/data/a`, { name: "changed" });
  await vault(mount, "DELETE", `${mount.path}/data/deep/b`);
  await vault(mount, "DELETE", `${mount.path}/metadata/c`);
  await vault(mount, "POST", `${mount.path}/data/new`, { name: "new" });
  await mount.restore();
  expect(await Promise.all(["a", "deep/b", "c", "new"].map((name) => secretIn(mount, name)))).toEqual([{ name: "a" }, { name: "deep/b" }, { name: "c" }, 404]);
});

test("tokens are signed with the instance's own key, which is in its JWKS", async () => {
  await using isolation = await isolationAt(workingCopy);
  const keys = await readJwtKeys((await openProject({ cwd: workingCopy })).directory.jwt);
  const { claims, kid } = await verifyJwt(keys, await isolation.jwt.sign({ sub: "ada", roles: ["admin"] }));
  expect(claims).toMatchObject({ sub: "ada", roles: ["admin"] });
  expect((await isolation.jwt.jwks()).keys.map((key) => key.kid)).toContain(kid);
});

/** What a test of ours may leave in Vault. */
const leasedAt = async (path: string): Promise<readonly string[]> => {
  const answer = await fetch(`${variable(env, "VAULT_ADDRESS")}/v1/${path}`, { headers: { "X-Vault-Token": variable(env, "VAULT_TOKEN") } });
  const { data }: { readonly data: { readonly keys?: readonly string[] } } = answer.ok ? JSON.parse(await answer.text()) : { data: {} };
  return (data.keys ?? Object.keys(data)).filter((name) => parseLease(name) !== undefined);
};

leavesNothingBehind(async () => {
  const s3 = new S3Client({ endpoint: `http://127.0.0.1:${variable(env, "STORAGE_PORT")}`, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") } });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  s3.destroy();
  return { buckets: Buckets.map(({ Name }) => Name), vault: await Promise.all(["sys/mounts", "sys/policies/acl?list=true", "auth/token/roles?list=true"].map(leasedAt)) };
});
