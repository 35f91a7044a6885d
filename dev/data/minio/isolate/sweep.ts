import { allEnded } from "../../isolation/dispose-all.ts";
import type { Judge } from "../../isolation/judge.ts";
import { overAmong, type Sweeper } from "../../isolation/swept.ts";
import type { MinioStore } from "../../stores.ts";
import { bucketNames, openS3, type ObjectStore } from "../s3-client.ts";
import { removeBucket } from "./open-buckets.ts";

/** Buckets. The keys to them end by themselves, and reach nothing else. @param opened Whoever opened it closes it. @default one of its own */
export const minioSweeper = ({ address, action }: MinioStore, isOver: Judge, opened?: ObjectStore): Sweeper => {
  const client = opened ?? openS3(address, action);
  return {
    store: "minio",
    find: async () => {
      const over = await overAmong(await bucketNames(client), isOver);
      return over.map((name) => ({ store: "minio", kind: "bucket", name }));
    },
    remove: (found) => allEnded(found.map(({ name }) => removeBucket(client, name))),
    [Symbol.asyncDispose]: async () => {
      if (!opened) client.destroy();
    },
  };
};
