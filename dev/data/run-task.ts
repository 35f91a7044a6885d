import type { TaskTarget } from "../engine/perform.ts";
import type { TaskAction } from "../model/task.ts";
import type { Clock } from "../platform/clock.ts";
import { writeAtomically } from "../platform/files.ts";
import type { DesiredContainer } from "../planner/desired.ts";
import { ensureJwtKeys, makeRsaUntil, readJwtKeys, type JwtKeys } from "../secrets/jwt-keys.ts";
import { vaultClient } from "../secrets/vault-client.ts";

/** Where one-shots keep what they make on this machine. */
export interface TaskFiles {
  /** Folder of the key pairs. */
  readonly jwt: string;
  readonly jwks: string;
}

/** Tells the runtime of keys that a service was given, for when it starts that service again by itself. */
export type KeepKeys = (desired: DesiredContainer, token: string, keys: JwtKeys) => Promise<void>;

const needed = (on: TaskTarget | undefined): TaskTarget => {
  if (!on) throw new Error("this one-shot works on a service, but was given none");
  return on;
};

/**
 * Does what a one-shot says, once more or for the first time. Stores' clients are loaded only for their own work.
 *
 * @returns what people should know although nothing failed.
 * @throws {DevError} `TASK_FAILED`
 */
export const createTaskRunner =
  (files: TaskFiles, clock: Clock, keepKeys: KeepKeys) =>
  async (action: TaskAction<string>, on: TaskTarget | undefined, signal: AbortSignal): Promise<readonly string[]> => {
    switch (action.kind) {
      case "make-jwt-keys": {
        const { jwksOf } = await import("../secrets/jwt.ts");
        const keys = await ensureJwtKeys(files.jwt, makeRsaUntil(signal));
        await writeAtomically(files.jwks, `${JSON.stringify(await jwksOf(keys), null, 2)}\n`);
        return [];
      }
      case "vault-jwt-keys":
        return writeJwtKeys(action, needed(on), await readJwtKeys(files.jwt), keepKeys, signal);
      case "postgres-databases": {
        const { ensureDatabases } = await import("./postgres/ensure-databases.ts");
        await ensureDatabases(action, needed(on).address);
        return [];
      }
      case "kafka-topics": {
        if (action.topics.length === 0) return []; // the client of Kafka takes 50 ms to load, and what `up` waits for last is Kafka
        const { ensureTopics } = await import("./kafka/ensure-topics.ts");
        return ensureTopics(action.topics, needed(on).address, clock, signal);
      }
      case "s3-buckets": {
        const { ensureBuckets } = await import("./minio/ensure-buckets.ts");
        await ensureBuckets(action.buckets, needed(on).address, action);
        return [];
      }
      case "publish-jwks": {
        const [{ publishJson }, { jwksOf }] = await Promise.all([import("./minio/ensure-buckets.ts"), import("../secrets/jwt.ts")]);
        await publishJson(action.bucket, action.key, await jwksOf(await readJwtKeys(files.jwt)), needed(on).address, action);
        return [];
      }
    }
  };

type VaultAction = Extract<TaskAction<string>, { kind: "vault-jwt-keys" }>;

const writeJwtKeys = async ({ mount, path, token }: VaultAction, { desired, address: { host, port } }: TaskTarget, keys: JwtKeys, keepKeys: KeepKeys, signal: AbortSignal): Promise<readonly string[]> => {
  const vault = vaultClient(`http://${host}:${port}`, token, signal);
  const notices: string[] = [];
  for (const { kid, privatePem, publicPem } of keys) {
    const secret = `${path}/${kid}`;
    if (await vault.writeIfAbsent(mount, secret, { private: privatePem, public: publicPem })) continue;
    const there = await vault.read(mount, secret);
    if (there?.public !== publicPem) notices.push(`Vault holds another key at ${mount}/${secret}, which was left as it is: tokens of \`neotool dev keys\` do not match it`);
  }
  await keepKeys(desired, token, keys);
  return notices;
};
