import { SEED_STORES } from "../seed/dataset.ts";
import type { DatasetOutcome, FileOutcome, SeedReport } from "../seed/outcome.ts";
import { bytesText } from "../ui/usage-text.ts";
import type { Progress } from "./progress.ts";
import { table } from "./table.ts";

const ROWS = { postgres: "rows", kafka: "records", minio: "objects", vault: "secrets", program: "" } as const satisfies Readonly<Record<FileOutcome["store"], string>>;

/** `1 row`, `3 objects`; nothing of a program, which does not tell. */
const rowsOf = (store: FileOutcome["store"], rows: number): string => (store === "program" ? "" : `${rows} ${rows === 1 ? ROWS[store].slice(0, -1) : ROWS[store]}`);

/** `3 files applied, 1 unchanged` */
const counted = (files: readonly FileOutcome[]): string => {
  const counts = (["applied", "continued", "unchanged"] as const).flatMap((did) => {
    const count = files.filter((file) => file.did === did).length;
    return count === 0 ? [] : [[did, count] as const];
  });
  return counts.map(([did, count], index) => (index === 0 ? `${count} ${count === 1 ? "file" : "files"} ${did}` : `${count} ${did}`)).join(", ");
};

const linesOf = ({ dataset, files }: DatasetOutcome): readonly (readonly string[])[] =>
  [...SEED_STORES, "program" as const].flatMap((store) => {
    const of = files.filter((file) => file.store === store);
    if (of.length === 0) return [];
    const written = of.filter(({ did }) => did !== "unchanged");
    const rows = written.reduce((sum, file) => sum + file.rows, 0);
    const bytes = written.reduce((sum, file) => sum + file.bytes, 0);
    const what = written.length === 0 ? "" : rowsOf(store, rows);
    return [[dataset, store === "program" ? "seed.ts" : store, counted(of), what, written.length === 0 ? "" : bytesText(bytes)]];
  });

/** What became of the datasets, a line for each store. */
export const formatSeeded = (outcomes: readonly DatasetOutcome[]): string => {
  const rows = outcomes.flatMap(linesOf);
  return rows.length === 0 ? "There was nothing to apply: the datasets are empty." : table(rows);
};

/** Tells on stderr what is applied; objects, of which there may be thousands, only now and then. */
export const seedReport = ({ report }: Progress, warn: (text: string) => void): SeedReport => ({
  warn,
  progress: report,
  done: (dataset, { file, did, rows, bytes, store }) => {
    const text = `${dataset}/${file} ${did}${did === "unchanged" ? "" : `: ${[rowsOf(store, rows), bytesText(bytes)].filter((part) => part !== "").join(", ")}`}`;
    report(did === "unchanged" || store === "minio" ? text : `[${store}] ${text}`);
  },
});
