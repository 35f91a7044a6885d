import type { SecretDiff, VaultDiff } from "../diff/diff.ts";
import { changeOf, pairsOf } from "../diff/keyed.ts";
import { isBelow } from "./choose.ts";
import type { Secret } from "./kv-secrets.ts";
import { SEED_LEDGER_PATH } from "./seed-ledger.ts";

const byName = (secrets: readonly Secret[]): ReadonlyMap<string, Secret> => new Map(secrets.map((secret) => [`${secret.mount}/${secret.path}`, secret]));

/** Without what the tool itself has noted there. @param mount Of the instance's own keys, beside which that is. */
export const ofUsers = (secrets: readonly Secret[], mount: string): readonly Secret[] => secrets.filter((secret) => !(secret.mount === mount && isBelow(secret.path, SEED_LEDGER_PATH)));

/** Pure. A secret that was given another value and then its own again has another version, and is the same: what counts is what an application reads. */
export const diffSecrets = (before: readonly Secret[], after: readonly Secret[]): VaultDiff => {
  const pairs = pairsOf(byName(before), byName(after));
  const secrets = pairs.flatMap((pair): readonly SecretDiff[] => {
    const change = changeOf(pair, (one, other) => JSON.stringify(one.data) === JSON.stringify(other.data));
    return change === undefined ? [] : [{ path: pair.name, change, before: pair.before?.version ?? null, after: pair.after?.version ?? null }];
  });
  return { secrets, same: pairs.length - secrets.length };
};
