import type { Verdict } from "../model/probe.ts";
import type { Address } from "./address.ts";
import { probeHttp } from "./http.ts";
import { noAnswer } from "./no-answer.ts";
import { callS3, s3Message } from "./s3-call.ts";

/**
 * MinIO serves requests before it has read its buckets' settings, and then lays what it read over what was set
 * meanwhile: a policy set in that tenth of a second was gone until the next restart in 3 of 40 starts
 * (`concurrentLoad` in cmd/bucket-metadata-sys.go). Its cluster health knows when that is over.
 */
const SETTINGS_READ = "/minio/health/cluster/read";
/** 403 and 404: another server of the same protocol has no such path. */
const SETTINGS_READ_STATUS = [200, 403, 404] as const;

/**
 * A signed ListBuckets is answered: the server is up *and* knows our keys. And what is set from now on stays.
 */
export const probeS3 = async (address: Address, accessKey: string, secretKey: string, timeoutMs: number): Promise<Verdict> => {
  try {
    const { status, body } = await callS3(address, { accessKey, secretKey }, { method: "GET", path: "/" }, timeoutMs);
    if (status === 200 && body.includes("ListAllMyBucketsResult")) return await probeHttp(address, SETTINGS_READ, SETTINGS_READ_STATUS, timeoutMs);
    return { ready: false, reason: s3Message({ body }) ?? `GET / answered HTTP ${status}, which is no list of buckets`, refused: status === 401 || status === 403 };
  } catch (error) {
    return { ready: false, reason: noAnswer(error) };
  }
};
