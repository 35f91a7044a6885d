import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { openSql } from "./sql.ts";
import { variable, type Environment } from "./services.ts";
import { readSecret } from "./vault.ts";

/** Something in a store that must outlive whatever happens to the program. */
export interface KeptData {
  write(env: Environment): Promise<void>;
  /** What is found of it: `kept`, or anything else. */
  read(env: Environment): Promise<unknown>;
}

const KEPT = "kept";

/** Vault forgets at every start; the keys that are written again must be the same ones. */
export const jwtKeysInVault: KeptData = {
  write: async () => {},
  read: async (env) => {
    const secret = await readSecret(env, "secret/jwt/keys/default");
    return secret?.public === env.JWT_PUBLIC_KEY ? KEPT : `another key: ${secret?.public}`;
  },
};

const withStore = async <T>(env: Environment, use: (client: S3Client, Bucket: string) => Promise<T>): Promise<T> => {
  const credentials = { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") };
  const client = new S3Client({ endpoint: `http://127.0.0.1:${env.STORAGE_PORT}`, region: variable(env, "STORAGE_REGION"), forcePathStyle: true, credentials });
  try {
    return await use(client, variable(env, "STORAGE_PRIVATE_BUCKET"));
  } finally {
    client.destroy();
  }
};

export const objectInMinio: KeptData = {
  write: (env) => withStore(env, async (client, Bucket) => void (await client.send(new PutObjectCommand({ Bucket, Key: "note.txt", Body: KEPT })))),
  read: (env) => withStore(env, async (client, Bucket) => (await client.send(new GetObjectCommand({ Bucket, Key: "note.txt" }))).Body?.transformToString()),
};

export const rowInPostgres: KeptData = {
  write: async (env) => {
    await using sql = await openSql({ connectionString: env.DATABASE_DIRECT_URL });
    await sql.rows(`CREATE TABLE IF NOT EXISTS note AS SELECT '${KEPT}' AS text`);
  },
  // Through the pooler, as an application reads it.
  read: async (env) => {
    await using sql = await openSql({ connectionString: env.DATABASE_URL });
    return await sql.value("SELECT text FROM note");
  },
};

/** Several stores at once. */
export const all = (...stores: readonly KeptData[]): KeptData => ({
  write: async (env) => {
    for (const store of stores) await store.write(env);
  },
  read: async (env) => {
    const found = await Promise.all(stores.map((store) => store.read(env)));
    return found.find((one) => one !== KEPT) ?? KEPT;
  },
});

/** Whether it is all there; where it is not, what was found instead. */
export const lossesOf = async (data: KeptData, env: Environment): Promise<readonly string[]> => {
  const found = await data.read(env).catch((error: unknown) => error);
  return found === KEPT ? [] : [`of the data there is: ${found}`];
};
