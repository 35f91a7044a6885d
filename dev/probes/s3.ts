import { rootMessage } from "../errors/dev-error.ts";
import type { Verdict } from "../model/probe.ts";
import type { Address } from "./address.ts";
import { probeHttp } from "./http.ts";

/**
 * MinIO serves requests before it has read its buckets' settings, and then lays what it read over what was set
 * meanwhile: a policy set in that tenth of a second was gone until the next restart in 3 of 40 starts
 * (`concurrentLoad` in cmd/bucket-metadata-sys.go). Its cluster health knows when that is over.
 */
const SETTINGS_READ = "/minio/health/cluster/read";
/** 403 and 404: another server of the same protocol has no such path. */
const SETTINGS_READ_STATUS = [200, 403, 404] as const;

/** A signed ListBuckets is answered: the server is up *and* knows our keys. And what is set from now on stays. */
export const probeS3 = async (address: Address, accessKeyId: string, secretAccessKey: string, timeoutMs: number): Promise<Verdict> => {
  const { ListBucketsCommand, S3Client, S3ServiceException } = await import("@aws-sdk/client-s3");
  const client = new S3Client({
    endpoint: `http://${address.host}:${address.port}`,
    region: "us-east-1",
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    await client.send(new ListBucketsCommand({}), { abortSignal: AbortSignal.timeout(timeoutMs) });
    return await probeHttp(address, SETTINGS_READ, SETTINGS_READ_STATUS, timeoutMs);
  } catch (error) {
    const refused = error instanceof S3ServiceException && (error.$metadata.httpStatusCode === 403 || error.$metadata.httpStatusCode === 401);
    return { ready: false, reason: rootMessage(error), refused };
  } finally {
    client.destroy();
  }
};
