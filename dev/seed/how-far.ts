import { megabytes } from "../images/progress.ts";
import type { SeedFile } from "./dataset.ts";

/** @example "demo/postgres/020-app.orders.csv: 34 of 120 MB, 81000 rows" */
export const howFar = (dataset: string, { name, bytes: all }: SeedFile, bytes: number, rows: number, what = "rows"): string =>
  `${dataset}/${name}: ${(Math.min(bytes, all) / 1e6).toFixed(all < 1e7 ? 1 : 0)} of ${megabytes(all)}${rows > 0 ? `, ${rows} ${what}` : ""}`;
