import { parse } from "yaml";
import type { RelabelRule } from "./relabel.ts";

/** A job of Prometheus, as far as tests look at it. */
export interface ScrapeJob {
  readonly job_name: string;
  readonly metrics_path?: string;
  readonly params?: Readonly<Record<string, readonly string[]>>;
  readonly authorization?: { readonly credentials_file: string };
  readonly static_configs?: readonly { readonly targets: readonly string[]; readonly labels: Readonly<Record<string, string>> }[];
  readonly kubernetes_sd_configs?: readonly { readonly role: string; readonly namespaces?: { readonly names: readonly string[] } }[];
  readonly relabel_configs?: readonly RelabelRule[];
  readonly metric_relabel_configs?: readonly RelabelRule[];
}

export interface PrometheusConfig {
  readonly scrape_configs: readonly ScrapeJob[];
}

export const prometheusConfig = (text: string): PrometheusConfig => {
  const config: PrometheusConfig = parse(text);
  return config;
};
