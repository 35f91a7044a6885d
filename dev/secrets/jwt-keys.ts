import { createPrivateKey, createPublicKey, generateKeyPair } from "node:crypto";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod/mini";
import { DevError } from "../errors/dev-error.ts";
import { takeLock } from "../platform/file-lock.ts";
import { readIfThere, writeAtomically } from "../platform/files.ts";

/** An RS256 pair. `kid` is the last part of its path in Vault. PEM: PKCS#8 and SPKI, which Java reads too. */
interface JwtKeyPair {
  readonly kid: string;
  readonly privatePem: string;
  readonly publicPem: string;
}

/** Newest first: the first one signs, the others are kept so that tokens signed before a rotation still verify. */
export type JwtKeys = readonly JwtKeyPair[];

/** Makes one pair of PEMs: RSA-4096, a second on average, three at times. */
export type MakePair = () => Promise<{ readonly privateKey: string; readonly publicKey: string }>;

const FIRST_KID = "default";
const BITS = 4096;

const indexSchema = z.object({ schemaVersion: z.literal(1), keys: z.array(z.string().check(z.regex(/^[a-z0-9-]+$/))) });

/** Where a private key lies, 0600. */
export const privateKeyPath = (directory: string, kid: string): string => join(directory, `${kid}.private.pem`);
/** Where a public key lies, for services that want a path. */
export const publicKeyPath = (directory: string, kid: string): string => join(directory, `${kid}.public.pem`);

// The asynchronous form: the synchronous one would stop every probe for up to three seconds.
const makeRsa: MakePair = () =>
  promisify(generateKeyPair)("rsa", {
    modulusLength: BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

/** Makes a pair until the signal is aborted. The computation itself cannot be stopped: nobody waits for it, and nothing of it is kept. */
export const makeRsaUntil =
  (signal: AbortSignal): MakePair =>
  () =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const abort = () => reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      makeRsa().then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });

const keep = async (directory: string, pair: JwtKeyPair, older: JwtKeys): Promise<JwtKeys> => {
  await writeAtomically(privateKeyPath(directory, pair.kid), pair.privatePem);
  await writeAtomically(publicKeyPath(directory, pair.kid), pair.publicPem);
  const keys = [pair, ...older];
  // Last: a crash before this line leaves two files that nobody names; the next run takes them up.
  const index = { schemaVersion: 1, keys: keys.map(({ kid }) => kid) };
  await writeAtomically(join(directory, "index.json"), `${JSON.stringify(index)}\n`);
  return keys;
};

const broken = (path: string, cause?: unknown): DevError =>
  new DevError("STATE_UNREADABLE", `The JWT key file ${path} is missing or broken`, {
    hint: "Put it back, or delete the folder: a new pair is made at the next `neotool dev up`, and tokens signed before are no longer valid.",
    cause,
  });

const pairFrom = (path: string, kid: string, privatePem: string): JwtKeyPair => {
  try {
    const key = createPrivateKey(privatePem);
    if (key.asymmetricKeyType !== "rsa") throw new Error(`it is a key of the kind ${key.asymmetricKeyType}, and RS256 needs RSA`);
    return { kid, privatePem, publicPem: createPublicKey(key).export({ type: "spki", format: "pem" }).toString() };
  } catch (cause) {
    throw broken(path, cause);
  }
};

const readPair = async (directory: string, kid: string): Promise<JwtKeyPair | undefined> => {
  const path = privateKeyPath(directory, kid);
  const privatePem = await readIfThere(path);
  return privatePem === undefined ? undefined : pairFrom(path, kid, privatePem);
};

/**
 * The instance's keys, newest first; empty when none was made yet.
 *
 * @throws {DevError} `STATE_UNREADABLE` for a file that is broken: it is never made anew behind the user's back.
 */
export const readJwtKeys = async (directory: string): Promise<JwtKeys> => {
  const path = join(directory, "index.json");
  const content = await readIfThere(path);
  if (content === undefined) return [];
  let kids: readonly string[];
  try {
    kids = z.parse(indexSchema, JSON.parse(content)).keys;
  } catch (cause) {
    throw broken(path, cause);
  }
  return Promise.all(
    kids.map(async (kid) => {
      const pair = await readPair(directory, kid);
      if (!pair) throw broken(privateKeyPath(directory, kid));
      return pair;
    }),
  );
};

/** Two that make keys at once would mix up their files: one pair's private key beside the other's public one. */
const alone = async <T>(directory: string, make: () => Promise<T>): Promise<T> => {
  const lock = await takeLock(join(directory, "lock"), "making JWT keys");
  if (!lock.held) {
    throw new DevError("INSTANCE_BUSY", `Process ${lock.holder.pid} is making JWT keys for this instance`, { hint: "It takes seconds: run the same command again." });
  }
  try {
    return await make();
  } finally {
    await lock.release();
  }
};

/** The file that JWT_PUBLIC_KEY_PATH names can be made again from the private one, so it is. */
const restorePublicFiles = async (directory: string, keys: JwtKeys): Promise<void> => {
  for (const { kid, publicPem } of keys) {
    const path = publicKeyPath(directory, kid);
    if ((await readIfThere(path)) !== publicPem) await writeAtomically(path, publicPem);
  }
};

/**
 * The kept keys, or a new first pair. A private key that is there without an index is taken up, not written over.
 *
 * @throws {DevError} `STATE_UNREADABLE` for a broken file, `INSTANCE_BUSY` while another process makes keys.
 */
export const ensureJwtKeys = async (directory: string, make: MakePair = makeRsa): Promise<JwtKeys> => {
  const keys = await readJwtKeys(directory);
  if (keys.length === 0) return alone(directory, () => keepFirst(directory, make));
  await restorePublicFiles(directory, keys);
  return keys;
};

const keepFirst = async (directory: string, make: MakePair): Promise<JwtKeys> => {
  const keys = await readJwtKeys(directory); // another process may have made them in between
  return keys.length > 0 ? keys : keep(directory, (await readPair(directory, FIRST_KID)) ?? (await newPair(FIRST_KID, make)), []);
};

const newPair = async (kid: string, make: MakePair): Promise<JwtKeyPair> => {
  const { privateKey, publicKey } = await make();
  return { kid, privatePem: privateKey, publicPem: publicKey };
};

/** One more than the highest: counting would give an id again after somebody took a key out of the index. */
const nextKid = (keys: JwtKeys): string => {
  const numbers = keys.map(({ kid }) => Number(/-(\d+)$/.exec(kid)?.[1] ?? 1));
  return `${FIRST_KID}-${Math.max(1, ...numbers) + 1}`;
};

/**
 * Makes a new pair that signs from now on, under a new key id: the old public key keeps its own id in the JWKS, so that
 * a token signed before is still verified by the key that signed it.
 */
export const rotateJwtKeys = (directory: string, make: MakePair = makeRsa): Promise<JwtKeys> =>
  alone(directory, async () => {
    const older = await keepFirst(directory, make);
    return keep(directory, await newPair(nextKid(older), make), older);
  });
