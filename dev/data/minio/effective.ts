import { GetBucketPolicyCommand, GetBucketVersioningCommand } from "@aws-sdk/client-s3";
import type { Bucket } from "../../model/task.ts";
import { isLeased } from "../isolation/lease.ts";
import type { MinioStore } from "../stores.ts";
import { bucketNames, isS3Error, withS3 } from "./s3-client.ts";

/** The buckets as the store has them, without those of running tests and the one that the instance keeps for itself. @throws {DevError} `TASK_FAILED` */
export const effectiveBuckets = ({ address, action, jwks }: MinioStore): Promise<readonly Bucket[]> =>
  withS3("MinIO could not be asked for its buckets", address, action, async (client) => {
    const names = (await bucketNames(client)).filter((name) => name !== jwks.bucket && !isLeased(name));
    return Promise.all(
      names.map(async (name): Promise<Bucket> => {
        const [{ Status }, policy] = await Promise.all([
          client.send(new GetBucketVersioningCommand({ Bucket: name })),
          client.send(new GetBucketPolicyCommand({ Bucket: name })).then(
            ({ Policy }) => Policy,
            (error: unknown) => {
              if (isS3Error(error, "NoSuchBucketPolicy")) return undefined;
              throw error;
            },
          ),
        ]);
        return { name, versioning: Status === "Enabled", access: policy === undefined ? "private" : "public-read" };
      }),
    );
  });
