import { imageParts } from "../normalise/image.ts";
import { kafka } from "./kafka.ts";
import { grafana, loki, prometheus } from "./observability.ts";
import { pgbouncer } from "./pgbouncer.ts";
import { alertmanager, alloy, FOREIGN, kafkaExporter, mail, minio, pgbouncerExporter, postgresExporter, promtail, unleash } from "./plain.ts";
import { postgres } from "./postgres.ts";
import type { Product } from "./product.ts";
import { vault } from "./vault.ts";

export const PRODUCTS: readonly Product[] = [postgres, pgbouncer, kafka, vault, minio, prometheus, grafana, loki, promtail, alloy, alertmanager, postgresExporter, pgbouncerExporter, kafkaExporter, unleash, mail];

/** Which program an image holds; `undefined` for one that we do not know. */
export const productOf = (reference: string): Product | undefined => {
  const { repository } = imageParts(reference);
  return PRODUCTS.find(({ repositories }) => repositories.test(repository));
};

export const productNamed = (id: string): Product | undefined => PRODUCTS.find((product) => product.id === id);

/** The name of a backing service that this stack has not. */
export const foreignOf = (reference: string): string | undefined => {
  const { repository } = imageParts(reference);
  return Object.entries(FOREIGN).find(([, repositories]) => repositories.test(repository))?.[0];
};
