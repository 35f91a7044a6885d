import { SEED_LEDGER_PATH } from "../data/vault/seed-ledger.ts";
import { DevError } from "../errors/dev-error.ts";
import { isRecord } from "../platform/is-record.ts";
import { vaultClient } from "../secrets/vault-client.ts";
import type { Dataset, SeedFile } from "./dataset.ts";
import { hashOf } from "./hash-file.ts";
import type { FileOutcome } from "./outcome.ts";
import { readSeedYaml } from "./seed-yaml.ts";
import type { SeedRun } from "./seed-run.ts";
import type { VaultTarget } from "./targets.ts";

const PATH = /^[\w.-]+(\/[\w.-]+)+$/;

interface Secret {
  readonly mount: string;
  readonly path: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly place: string;
}

const readSecrets = async (file: SeedFile, { mount, keys }: VaultTarget): Promise<readonly Secret[]> => {
  const { entries, invalid, placeOf } = await readSeedYaml(file);
  return entries.map(([name, fields]) => {
    if (!PATH.test(name)) throw invalid([name], `"${name}" is no path of a secret: <mount>/<path>, for example secret/app/stripe`);
    if (!isRecord(fields)) throw invalid([name], `${name} is no mapping of fields`);
    if (name.startsWith(`${mount}/${keys}/`) || name.startsWith(`${mount}/${SEED_LEDGER_PATH}`)) throw invalid([name], `${name} is the instance's own: another one would make its tokens worthless`);
    const [first = "", ...path] = name.split("/");
    return { mount: first, path: path.join("/"), fields, place: placeOf([name]) };
  });
};

/**
 * Writes the secrets of each file that is new or changed. All files are read before the first is written.
 *
 * @throws {DevError} `SEED_INVALID`, `SEED_FAILED`
 */
export const seedVault = async (dataset: Dataset, target: VaultTarget, { force, report, signal }: SeedRun): Promise<readonly FileOutcome[]> => {
  const vault = vaultClient(target.url, target.token, signal);
  const ledgerPath = `${SEED_LEDGER_PATH}/${dataset.name}`;
  const files: { readonly file: SeedFile; readonly secrets: readonly Secret[]; readonly hash: string }[] = [];
  for (const file of dataset.vault) files.push({ file, secrets: await readSecrets(file, target), hash: await hashOf(file, signal) });
  let ledger = (await vault.read(target.mount, ledgerPath)) ?? {};
  const outcomes: FileOutcome[] = [];
  for (const { file, secrets, hash } of files) {
    signal.throwIfAborted();
    const isThere = ledger[file.name] === hash && !force;
    if (!isThere) {
      for (const { mount, path, fields, place } of secrets) {
        await vault.write(mount, path, fields).catch((cause: unknown) => {
          if (!(cause instanceof DevError)) throw cause;
          throw new DevError("SEED_FAILED", `${place} ${cause.message}`, { hint: `Look whether "${mount}" is mounted and of version 2 of KV: neotool dev exec vault secrets list`, cause: cause.cause, evidence: cause.evidence });
        });
      }
      ledger = { ...ledger, [file.name]: hash };
      await vault.write(target.mount, ledgerPath, ledger);
    }
    const outcome: FileOutcome = { file: file.name, store: "vault", did: isThere ? "unchanged" : "applied", rows: isThere ? 0 : secrets.length, bytes: file.bytes };
    outcomes.push(outcome);
    report.done(dataset.name, outcome);
  }
  return outcomes;
};
