import { DevError } from "../../errors/dev-error.ts";
import type { Scopes, VaultPart } from "../reset/scope.ts";

export const isBelow = (name: string, path: string): boolean => name === path || name.startsWith(`${path}/`);

/**
 * Pure. Which secrets go: never the instance's key pair, unless it is what is asked for.
 *
 * @param jwt Where the key pairs are, with the mount.
 * @throws {DevError} `USAGE` for a path where nothing is.
 */
export const chooseFromVault = <S>(scope: NonNullable<Scopes["vault"]>, secrets: readonly S[], name: (secret: S) => string, jwt: string): readonly S[] => {
  const others = secrets.filter((secret) => !isBelow(name(secret), jwt));
  if (scope === "all") return others;
  const chosen = scope.flatMap((part: VaultPart) => {
    if ("jwt" in part) return secrets.filter((secret) => isBelow(name(secret), jwt));
    const matching = others.filter((secret) => isBelow(name(secret), part.path));
    if (matching.length > 0) return matching;
    throw new DevError("USAGE", isBelow(part.path, jwt) ? `${part.path} is the instance's own key pair` : `Vault has no secret at or below ${part.path}`, {
      hint: isBelow(part.path, jwt) ? "--only vault:jwt makes a new one." : "A path begins with its mount, for example secret/app. neotool dev exec vault kv list secret",
    });
  });
  return [...new Set(chosen)];
};
