import { posix } from "node:path";
import type { LoadContext } from "../context.ts";
import { chartsAtHand, type Chart } from "./find-chart.ts";
import { newestIn } from "./version-range.ts";

/** Why something cannot be told, and what would resolve it. */
export interface Reason {
  readonly why: string;
  readonly resolve: string;
}

/** A chart in the version that was asked for, or in the newest one at hand where the repository would have been let choose. */
export type AtHand = { readonly chart: Chart; readonly version: string; readonly isChosen: boolean } | Reason;

const EXACT = /^v?\d+\.\d+\.\d+([-+][\w.+-]+)?$/;

/** Where a chart would be fetched. */
export interface Repository {
  /** As a reason calls it, behind the chart. @default nothing */
  readonly shown?: string;
  /** `https://…` or `oci://…` */
  readonly url: string | undefined;
}

const pulled = (name: string, url: string | undefined): string => {
  if (url?.startsWith("oci://") !== true) return `${name}${url === undefined || url === "" ? "" : ` --repo ${url}`}`;
  const address = url.replace(/\/$/, "");
  return posix.basename(address) === posix.basename(name) ? address : `${address}/${name}`;
};

/** @param range A version, or a range of Helm's. */
export const chartAtHand = async (name: string, range: string, { shown, url }: Repository, context: LoadContext): Promise<AtHand> => {
  const found = await chartsAtHand(name, context);
  const isExact = EXACT.test(range);
  const version = isExact ? range : newestIn(found.map((one) => one.version), range);
  const one = found.find((candidate) => candidate.version === version);
  if (one) return { chart: one.chart, version: one.version, isChosen: !isExact };
  if (!isExact) return { why: `The version of chart ${name} is "${range}", only the repository knows which one that is, and none that fits is in this folder or in a cache of charts`, resolve: "Pin it." };
  return { why: `Chart ${name} ${range}${shown === undefined ? "" : ` of ${shown}`} is neither in this folder nor in a cache of charts`, resolve: `Fetch it once: helm pull ${pulled(name, url)} --version ${range} --destination ~/.cache/neotool/charts` };
};

/** Noted besides what was rendered: the cluster may get a newer one. */
export const noteChosen = (id: string, shown: string, place: { readonly file: string; readonly line: number }, range: string, version: string, context: Pick<LoadContext, "unknown">): void =>
  context.unknown({ id, place, what: `Which version of its chart ${shown} runs`, why: `"${range}" lets the repository choose; ${version} was rendered, the newest that is at hand and fits`, resolve: `Pin it, for example to ${version}.` });
