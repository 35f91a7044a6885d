import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { Bucket } from "../../model/task.ts";
import type { HttpAnswer } from "../../platform/http-call.ts";
import type { Address } from "../../probes/address.ts";
import { callS3, s3Message, type S3Call } from "../../probes/s3-call.ts";
import type { S3Keys } from "./s3-client.ts";

const WITHIN_MS = 30_000;
const HINT = "Look at minio.buckets in neotool.config.ts, and at `neotool dev logs minio`.";
const XML = "application/xml";
const JSON_TYPE = "application/json";

/** Anybody may GET an object whose name they know; nobody may list. */
const publicRead = (bucket: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["s3:GetObject"], Resource: [`arn:aws:s3:::${bucket}/*`] }],
  });

/** What the store calls a refusal. */
const codeOf = ({ body }: HttpAnswer): string | undefined => /<Code>([^<]+)<\/Code>/.exec(body)?.[1];

type Call = (call: S3Call, tolerated?: readonly string[]) => Promise<string>;

/** @param what Begins the sentence of a failure. */
const calling =
  (what: string, address: Address, keys: S3Keys): Call =>
  async (call, tolerated = []) => {
    const failed = (reason: string, cause?: unknown) => new DevError("TASK_FAILED", `${what}: ${reason}`, { hint: HINT, ...(cause !== undefined && { cause }) });
    const answer = await callS3(address, keys, call, WITHIN_MS).catch((cause: unknown) => {
      throw failed(rootMessage(cause), cause);
    });
    const isFine = (answer.status >= 200 && answer.status < 300) || tolerated.includes(codeOf(answer) ?? "");
    if (!isFine) throw failed(s3Message(answer) ?? `HTTP ${answer.status}`);
    return answer.body;
  };

/**
 * Makes the buckets that are missing, and gives all of them the versioning and access of the definition. Objects are
 * never touched.
 *
 * @throws {DevError} `TASK_FAILED`
 */
export const ensureBuckets = async (buckets: readonly Bucket[], address: Address, keys: S3Keys): Promise<void> => {
  const call = calling("MinIO's buckets could not be set up", address, keys);
  await Promise.all(buckets.map((bucket) => ensureBucket(call, bucket)));
};

const ensureBucket = async (call: Call, { name, versioning, access }: Bucket): Promise<void> => {
  await call({ method: "PUT", path: `/${name}` }, ["BucketAlreadyOwnedByYou", "BucketAlreadyExists"]);
  const isVersioned = (await call({ method: "GET", path: `/${name}?versioning` })).includes("<Status>Enabled</Status>");
  if (versioning !== isVersioned) {
    const text = `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${versioning ? "Enabled" : "Suspended"}</Status></VersioningConfiguration>`;
    await call({ method: "PUT", path: `/${name}?versioning`, body: { text, type: XML } });
  }
  if (access === "public-read") await call({ method: "PUT", path: `/${name}?policy`, body: { text: publicRead(name), type: JSON_TYPE } });
  else await call({ method: "DELETE", path: `/${name}?policy` }, ["NoSuchBucketPolicy"]);
};

/** Puts one small public document. @param key Its characters need no escaping. @throws {DevError} `TASK_FAILED` */
export const publishJson = async (bucket: string, key: string, document: unknown, address: Address, keys: S3Keys): Promise<void> => {
  const call = calling(`${bucket}/${key} could not be published`, address, keys);
  await call({ method: "PUT", path: `/${bucket}/${key}`, body: { text: JSON.stringify(document), type: JSON_TYPE } });
};
