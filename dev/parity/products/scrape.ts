import { parse } from "yaml";
import { isRecord } from "../../platform/is-record.ts";
import { listOf } from "../../platform/list-of.ts";
import type { Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import { filesLike } from "./texts.ts";

/** What a configuration of Prometheus' says of whom it asks for metrics. */
export interface ScrapeConfig extends Known {
  /** `host:port`, as they are written. */
  readonly addresses: readonly string[];
  /** It asks pods that say so in their annotations. */
  readonly asksAnnotated: boolean;
  /** It finds others, in a way that cannot be told offline. */
  readonly findsOthers: boolean;
}

const at = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);

/** A job whose targets are handed to somebody else to be asked: their addresses are none of its own. */
const isProxy = (job: unknown): boolean => listOf(at(job, "relabel_configs")).some((rule) => at(rule, "target_label") === "__param_target");

const keepsAnnotated = (job: unknown): boolean =>
  listOf(at(job, "relabel_configs")).some((rule) => at(rule, "action") === "keep" && listOf(at(rule, "source_labels")).some((label) => /_annotation_prometheus_io_scrape$/.test(String(label))));

const parsed = (text: string): unknown => {
  try {
    return parse(text, { logLevel: "silent" });
  } catch {
    return undefined; // a template that somebody fills in later
  }
};

/** Pure. Of the file in which a Prometheus is told whom to ask; `undefined`: it is not to be seen. */
export const scrapeConfigOf = (workload: Workload): ScrapeConfig | undefined => {
  const file = filesLike(workload, /\.ya?ml$/).find(({ value }) => /^\s*scrape_configs:/m.test(value));
  if (!file) return undefined;
  const document = parsed(file.value);
  const jobs = listOf(at(document, "scrape_configs")).filter((job) => !isProxy(job));
  const discovering = jobs.filter((job) => isRecord(job) && Object.keys(job).some((key) => key.endsWith("_sd_configs")));
  return {
    value: file.value,
    get origin() {
      return file.origin;
    },
    addresses: jobs.flatMap((job) => listOf(at(job, "static_configs")).flatMap((one) => listOf(at(one, "targets")).map(String))),
    asksAnnotated: discovering.some(keepsAnnotated),
    findsOthers: document === undefined || discovering.some((job) => !keepsAnnotated(job)) || listOf(at(document, "scrape_config_files")).length > 0,
  };
};
