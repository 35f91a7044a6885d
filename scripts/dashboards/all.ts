import { graphql } from "./graphql.ts";
import { jvm } from "./jvm.ts";
import { kafka } from "./kafka.ts";
import { logs } from "./logs.ts";
import { minio } from "./minio.ts";
import { overview } from "./overview.ts";
import { type Board, grafanaDashboard } from "./parts/board.ts";
import { pgbouncer } from "./pgbouncer.ts";
import { postgres } from "./postgres.ts";
import { services } from "./services.ts";
import { vault } from "./vault.ts";

export const BOARDS: readonly Board[] = [overview, services, jvm, graphql, postgres, pgbouncer, kafka, minio, vault, logs];

/** What lies in compose/grafana/dashboards: the name of each file and its text. */
export const dashboardFiles = (): readonly { readonly name: string; readonly text: string }[] =>
  BOARDS.map((board) => ({ name: `${board.uid}.json`, text: `${JSON.stringify(grafanaDashboard(board), null, 2)}\n` }));
