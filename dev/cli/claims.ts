import { DevError } from "../errors/dev-error.ts";

/** What the signing itself sets. */
const SET_BY_US: Readonly<Record<string, string>> = { exp: "--ttl says when it ends", iat: "it is the time of signing", sub: "--sub says whose it is", roles: "--role says which they are" };

/** JSON where it is some: a number, a list. Everything else is text, so that nobody need quote a word twice. */
const valueFrom = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** @param claims `name=value`, as typed. @throws {DevError} `USAGE` */
export const claimsFrom = (subject: string | undefined, roles: readonly string[], claims: readonly string[]): Readonly<Record<string, unknown>> => {
  const more = claims.map((claim) => {
    const at = claim.indexOf("=");
    const name = claim.slice(0, at);
    if (at < 1) throw new DevError("USAGE", `--claim ${claim} names no value`, { hint: "For example --claim tenant=acme." });
    const ours = SET_BY_US[name];
    if (ours !== undefined) throw new DevError("USAGE", `--claim ${name} is not for you to set: ${ours}`, { hint: "neotool dev keys sign takes any claims as JSON." });
    return [name, valueFrom(claim.slice(at + 1))] as const;
  });
  return { ...Object.fromEntries(more), ...(subject !== undefined && { sub: subject }), ...(roles.length > 0 && { roles }) };
};
