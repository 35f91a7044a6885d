import type { Clock } from "../../platform/clock.ts";
import type { JwtKeys } from "../../secrets/jwt-keys.ts";
import type { Jwks, JwtClaims } from "../../secrets/jwt.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { IsolatedBucket, BucketOptions } from "../minio/isolate/isolated-bucket.ts";
import type { TopicOptions, TopicScope } from "../kafka/isolate/topic-scope.ts";
import type { IsolatedDatabase } from "../postgres/isolate/isolated-database.ts";
import type { DatabaseOptions } from "../postgres/isolate/open-databases.ts";
import type { Stores } from "../stores.ts";
import type { IsolatedMount } from "../vault/isolate/isolated-mount.ts";
import { disposeAll } from "./dispose-all.ts";
import { judgeByOwner } from "./judge.ts";
import type { LeaseOwner } from "./lease.ts";
import { sweepIsolated } from "./sweep.ts";
import type { Leftover } from "./swept.ts";
import type { IsolationTools } from "./tools.ts";

/**
 * What tests get of a running instance, each its own: nobody else sees or touches it. Everything is removed by whoever got it
 * (`await using`), else when the isolation is closed, else, where its process was killed, by the next one that isolates anything and by
 * `neotool dev prune`.
 */
export interface Isolation extends AsyncDisposable {
  /** A database of its own. @throws {DevError} `SERVICE_NOT_RUNNING`, `MIGRATION_FAILED`, `DISK_FULL`, `TASK_FAILED`, `USAGE` for a name that the definition has not */
  database(options?: DatabaseOptions): Promise<IsolatedDatabase>;
  /** Topics and consumer groups below a prefix of its own. @throws {DevError} `SERVICE_NOT_RUNNING`, `TASK_FAILED` */
  topics(options?: TopicOptions): Promise<TopicScope>;
  /** A bucket of its own. @throws {DevError} `SERVICE_NOT_RUNNING`, `TASK_FAILED`, `USAGE` for a name that the definition has not */
  bucket(options?: BucketOptions): Promise<IsolatedBucket>;
  /** A mount of Vault's of its own. @throws {DevError} `SERVICE_NOT_RUNNING`, `TASK_FAILED` */
  mount(): Promise<IsolatedMount>;
  /** Tokens by the instance's own key, which its services accept. */
  readonly jwt: {
    /** @param ttl Time to live: `15m`, `2h`. @default the claims' own `exp`, else 1h @throws {DevError} `KEYS_MISSING` */
    sign(claims: JwtClaims, ttl?: string): Promise<string>;
    /** Every public key, newest first. */
    jwks(): Promise<Jwks>;
  };
}

/** Whose it is, and what it may use. */
export interface IsolationRequest {
  /** Its life is that of everything here. `ownLeaseOwner()`: this process. */
  readonly owner: LeaseOwner;
  readonly clock: Clock;
  /** Where relative folders of migrations begin. */
  readonly cwd: string;
  /** The instance's keys, newest first. */
  readonly jwtKeys: () => Promise<JwtKeys>;
  /** Told what is waited for, and what a person should know. */
  say(text: string): void;
}

const notRunning = (store: Leftover["store"]): DevError =>
  new DevError("SERVICE_NOT_RUNNING", `${store} does not run, and a test asks for a part of its own in it`, { hint: `neotool dev up --only ${store}` });

/** One that is opened when it is first asked for, and closed if it was. */
const lazily = <T extends AsyncDisposable>(open: () => Promise<T>): { get(): Promise<T> } & AsyncDisposable => {
  let opened: Promise<T> | undefined;
  return {
    get: () => (opened ??= open()),
    [Symbol.asyncDispose]: async () => {
      const one = await opened?.catch(() => undefined); // whoever asked was told
      await one?.[Symbol.asyncDispose]();
    },
  };
};

/**
 * Opens the door to isolated parts of an instance. Connects to a store when something in it is first asked for; one connection, or a
 * few, serve the whole process.
 *
 * @param stores How this process gets at what runs: `storesOf(desired)`.
 * @example
 * await using isolation = openIsolation(stores, { owner: await ownLeaseOwner(), clock: systemClock, cwd: process.cwd(), jwtKeys, say: console.error });
 * await using database = await isolation.database({ migrate: "db/migrations" });
 */
export const openIsolation = (stores: Stores, { owner, clock, cwd, jwtKeys, say }: IsolationRequest): Isolation => {
  const tools: IsolationTools = { owner, clock, cwd, say };
  const { postgres, kafka, minio, vault } = stores;
  const ended = new AbortController();
  const isOver = judgeByOwner(owner.place, clock);
  const sweeps = new Map<Leftover["store"], Promise<unknown>>();
  /** After its first thing was got, so that nobody waits for it. What it cannot do, the next one does. */
  const sweepOnce = (store: Leftover["store"]): void => {
    if (!sweeps.has(store)) sweeps.set(store, sweepIsolated(stores, { isOver, only: [store] }, clock, ended.signal).catch(() => {}));
  };
  const databases = lazily(async () => {
    if (!postgres) throw notRunning("postgres");
    return (await import("../postgres/isolate/open-databases.ts")).openDatabases(postgres, tools);
  });
  const topics = lazily(async () => {
    if (!kafka) throw notRunning("kafka");
    return (await import("../kafka/isolate/open-topics.ts")).openTopics(kafka, tools);
  });
  const buckets = lazily(async () => {
    if (!minio) throw notRunning("minio");
    return (await import("../minio/isolate/open-buckets.ts")).openBuckets(minio, tools);
  });
  const mounts = lazily(async () => {
    if (!vault) throw notRunning("vault");
    return (await import("../vault/isolate/open-mounts.ts")).openMounts(vault, tools);
  });
  const got = async <T>(store: Leftover["store"], thing: Promise<T>): Promise<T> => {
    const one = await thing;
    sweepOnce(store);
    return one;
  };
  return {
    database: async (options) => got("postgres", (await databases.get()).database(options)),
    topics: async (options) => got("kafka", (await topics.get()).topics(options)),
    bucket: async (options) => got("minio", (await buckets.get()).bucket(options)),
    mount: async () => got("vault", (await mounts.get()).mount()),
    jwt: {
      sign: async (claims, ttl) => (await import("../../secrets/jwt.ts")).signJwt(await jwtKeys(), claims, ttl),
      jwks: async () => (await import("../../secrets/jwt.ts")).jwksOf(await jwtKeys()),
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await disposeAll([databases, topics, buckets, mounts]);
      } finally {
        await Promise.all(sweeps.values());
        ended.abort();
      }
    },
  };
};
