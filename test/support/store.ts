import { S3Client } from "@aws-sdk/client-s3";
import { variable, type Environment } from "./services.ts";

/** An instance's object store, as an application has it. Closed by `using`. */
export const openStore = (env: Environment): { readonly client: S3Client; readonly bucket: string } & Disposable => {
  const credentials = { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") };
  const client = new S3Client({ endpoint: `http://127.0.0.1:${env.STORAGE_PORT}`, region: variable(env, "STORAGE_REGION"), forcePathStyle: true, credentials });
  return { client, bucket: variable(env, "STORAGE_PRIVATE_BUCKET"), [Symbol.dispose]: () => client.destroy() };
};
