import { createHash } from "node:crypto";
import { copyCsv } from "../data/postgres/copy-csv.ts";
import { withOwner } from "../data/postgres/owner-client.ts";
import { runScript } from "../data/postgres/run-script.ts";
import { readSeedLedger, recorded } from "../data/postgres/seed-ledger.ts";
import { DevError, rootMessage } from "../errors/dev-error.ts";
import type { Dataset, PostgresFile } from "./dataset.ts";
import { hashOf } from "./hash-file.ts";
import { howFar } from "./how-far.ts";
import type { FileOutcome } from "./outcome.ts";
import type { SeedRun } from "./seed-run.ts";
import type { PostgresTarget } from "./targets.ts";

type Client = Parameters<typeof recorded>[0];

const applyFile = async (client: Client, { name: dataset }: Dataset, file: PostgresFile, before: string | undefined, { force, report, signal }: SeedRun): Promise<FileOutcome> => {
  // One that was never applied is read once: its hash is made on the way.
  const hash = before === undefined ? undefined : await hashOf(file, signal);
  const outcome = { file: file.name, store: "postgres", bytes: file.bytes } as const;
  if (hash !== undefined && before === hash && !force) return { ...outcome, did: "unchanged", rows: 0 };
  const progress = ({ bytes, rows }: { readonly bytes: number; readonly rows: number }) => report.progress(howFar(dataset, file, bytes, rows));
  const onTheWay = createHash("sha256");
  const source = { ...file, seen: (chunk: Buffer) => void onTheWay.update(chunk) };
  const rows = await recorded(client, { dataset, file: file.name }, () => hash ?? onTheWay.digest("hex"), () =>
    file.kind === "sql" ? runScript(client, source, progress) : copyCsv(client, source, file.table, before === undefined ? "add" : "lay-over", progress),
  );
  return { ...outcome, did: "applied", rows };
};

/**
 * Applies what is new or changed, file by file, each in one transaction with its row in the ledger of its database.
 *
 * @throws {DevError} `SEED_FAILED`, `SEED_INVALID` of the first file that cannot be applied; those before it stay.
 */
export const seedPostgres = async (dataset: Dataset, target: PostgresTarget, run: SeedRun): Promise<readonly FileOutcome[]> => {
  const outcomes: FileOutcome[] = [];
  for (const database of new Set(dataset.postgres.map((file) => file.database ?? target.database))) {
    await withOwner(target, database, run.signal, async (client) => {
      const ledger = await readSeedLedger(client, dataset.name);
      for (const file of dataset.postgres.filter((one) => (one.database ?? target.database) === database)) {
        run.signal.throwIfAborted();
        const outcome = await applyFile(client, dataset, file, ledger.get(file.name), run).catch((cause: unknown) => {
          if (cause instanceof DevError || run.signal.aborted) throw cause;
          throw new DevError("SEED_FAILED", `${file.shown} could not be applied: ${rootMessage(cause)}`, { hint: "neotool dev logs postgres says more. Nothing of this file was kept.", cause });
        });
        outcomes.push(outcome);
        run.report.done(dataset.name, outcome);
      }
    });
  }
  return outcomes;
};
