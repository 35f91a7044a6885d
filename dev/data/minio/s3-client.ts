import { ListBucketsCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { Address } from "../../probes/address.ts";

export interface S3Keys {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What speaks to a store; for who may not know the package. */
export type ObjectStore = S3Client;

/** Over HTTP, with the bucket in the path: no name server knows the others. Who opens it destroys it. */
export const openS3 = ({ host, port }: Address, { accessKey, secretKey }: S3Keys): S3Client =>
  new S3Client({
    endpoint: `http://${host}:${port}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
  });

const LOOK_AT = "Look at minio.buckets in neotool.config.ts, and at `neotool dev logs minio`.";

/** @returns throws what a client failed with as one sentence: {@link DevError} `TASK_FAILED` naming `what`. */
export const failedWith = (what: string, hint = LOOK_AT) => (cause: unknown): never => {
  if (cause instanceof DevError) throw cause;
  throw new DevError("TASK_FAILED", `${what}: ${rootMessage(cause)}`, { hint, cause });
};

/** Runs something against the instance's store, and closes the client. @throws {DevError} `TASK_FAILED` naming `what`. */
export const withS3 = async <T>(what: string, address: Address, keys: S3Keys, use: (client: S3Client) => Promise<T>, hint = LOOK_AT): Promise<T> => {
  const client = openS3(address, keys);
  try {
    return await use(client).catch(failedWith(what, hint));
  } finally {
    client.destroy();
  }
};

/** Whether the store answered with this error code. */
export const isS3Error = (error: unknown, ...names: readonly string[]): boolean => error instanceof S3ServiceException && names.includes(error.name);

/** Of every bucket that the keys may see. */
export const bucketNames = async (client: S3Client, signal?: AbortSignal): Promise<readonly string[]> => {
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}), signal && { abortSignal: signal });
  return Buckets.flatMap(({ Name }) => Name ?? []);
};
