import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import { variable } from "../shared/variable.ts";

const SCHEME = "Bearer ";

/** Whose a request is: `undefined` is nobody, `refused` who shows a token that is foreign, expired or none at all. */
export type CallerOf = (authorization: string | undefined) => Promise<string | undefined | "refused">;

/** By the stack's public keys, which are fetched once, and again for a key that is not known. */
export const callerBy = (jwksUrl = variable("JWT_JWKS_URL")): CallerOf => {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  return async (authorization) => {
    if (authorization === undefined) return undefined;
    if (!authorization.startsWith(SCHEME)) return "refused";
    try {
      const { payload } = await jwtVerify(authorization.slice(SCHEME.length), keys, { algorithms: ["RS256"], requiredClaims: ["sub", "exp"] });
      return payload.sub;
    } catch (error) {
      if (error instanceof errors.JOSEError) return "refused";
      throw error;
    }
  };
};
