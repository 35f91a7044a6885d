import { cluster } from "./cluster.ts";
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

/** About what only a cluster has. In the folder of the others it would be mounted everywhere, and show nothing. */
export const CLUSTER_BOARDS: readonly Board[] = [cluster];

/** What lies in compose/grafana/dashboards and k3d/grafana/dashboards: the name of each file and its text. */
export const dashboardFiles = (boards: readonly Board[]): readonly { readonly name: string; readonly text: string }[] =>
  boards.map((board) => ({ name: `${board.uid}.json`, text: `${JSON.stringify(grafanaDashboard(board), null, 2)}\n` }));
