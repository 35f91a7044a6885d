import { createLocalJWKSet, errors, exportJWK, importPKCS8, importSPKI, jwtVerify, SignJWT, type JSONWebKeySet, type JWTPayload, type JWTVerifyResult } from "jose";
import { DevError } from "../errors/dev-error.ts";
import type { JwtKeys } from "./jwt-keys.ts";

const ALGORITHM = "RS256";
const TTL = "1h";

/** What a token says. */
export type JwtClaims = JWTPayload;
/** Public keys, as services fetch them. */
export type Jwks = JSONWebKeySet;

/** Every public key of the instance as a JWK set, newest first. */
export const jwksOf = async (keys: JwtKeys): Promise<JSONWebKeySet> => ({
  keys: await Promise.all(
    keys.map(async ({ kid, publicPem }) => ({ ...(await exportJWK(await importSPKI(publicPem, ALGORITHM))), kid, alg: ALGORITHM, use: "sig" })),
  ),
});

const noKeys = (): DevError => new DevError("KEYS_MISSING", "This instance has no JWT keys yet", { hint: "neotool dev up makes them." });

/**
 * Signs claims with the newest key.
 *
 * @param claims Times that they have themselves are kept.
 * @param ttl Time to live as jose reads it: `15m`, `2h`; wins over their `exp`. @default their `exp`, else 1h
 * @throws {DevError} `KEYS_MISSING` before the first `up`.
 */
export const signJwt = async (keys: JwtKeys, claims: JWTPayload, ttl?: string): Promise<string> => {
  const [newest] = keys;
  if (!newest) throw noKeys();
  const key = await importPKCS8(newest.privatePem, ALGORITHM);
  const token = new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid: newest.kid, typ: "JWT" });
  if (claims.iat === undefined) token.setIssuedAt();
  if (ttl !== undefined || claims.exp === undefined) token.setExpirationTime(ttl ?? TTL);
  return token.sign(key);
};

/** A token's key id and claims, after its signature and times were found good. */
interface VerifiedJwt {
  readonly kid: string | null;
  readonly claims: JWTPayload;
}

/** @throws {DevError} `TOKEN_INVALID` with what is wrong with it, `KEYS_MISSING` before the first `up`. */
export const verifyJwt = async (keys: JwtKeys, token: string): Promise<VerifiedJwt> => {
  if (keys.length === 0) throw noKeys();
  const set = createLocalJWKSet(await jwksOf(keys));
  try {
    return verified(await jwtVerify(token, set, OPTIONS).catch((error: unknown) => byAnyKey(token, error)));
  } catch (cause) {
    if (!(cause instanceof errors.JOSEError)) throw cause;
    throw new DevError("TOKEN_INVALID", `The token is not valid for this instance: ${cause.message}`, {
      hint: "neotool dev keys sign makes one that is; neotool dev keys show lists the key ids.",
      cause,
    });
  }
};

const OPTIONS = { algorithms: [ALGORITHM] };

const verified = ({ payload, protectedHeader }: JWTVerifyResult): VerifiedJwt => ({ kid: protectedHeader.kid ?? null, claims: payload });

/** A token without a key id fits every key that was kept over a rotation: the one that signed it decides. */
const byAnyKey = async (token: string, error: unknown): Promise<JWTVerifyResult> => {
  if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
  let last: unknown = error;
  for await (const key of error) {
    try {
      return await jwtVerify(token, key, OPTIONS);
    } catch (cause) {
      if (!(cause instanceof errors.JWSSignatureVerificationFailed)) throw cause;
      last = cause;
    }
  }
  throw last;
};
