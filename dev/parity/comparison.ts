import type { Known } from "./facts/known.ts";
import type { Workload } from "./facts/workload.ts";
import type { ProductionObject, Unknown } from "./load/production.ts";
import type { Local } from "./local/local.ts";
import type { Match, Pair } from "./match/match.ts";
import type { Scraped } from "./production/scraped.ts";
import type { Workloads } from "./production/workloads.ts";
import type { Topic } from "../model/task.ts";

/** Everything that an axis may look at: both sides, and who is who. */
export interface Comparison {
  readonly local: Local;
  readonly production: {
    readonly objects: readonly ProductionObject[];
    readonly workloads: Workloads;
    readonly unknowns: readonly Unknown[];
    readonly topics: readonly Known<Topic>[];
    /** By service: what scripts and jobs make in it. */
    readonly made: ReadonlyMap<string, ReadonlyMap<string, Known>>;
    /** Whom a Prometheus asks; `undefined`: nothing shows it. */
    readonly scraped: Scraped | undefined;
    /** Where objects are stored, if that is Cloudflare R2. */
    readonly r2: Known | undefined;
  };
  readonly services: readonly Match[];
  readonly applications: readonly Match[];
  /** `2026-11-21` */
  readonly today: string;
}

/** Pairs with a name each finding bears: ours. */
export const servicePairs = ({ services }: Comparison): readonly Pair[] => services.flatMap(({ local, production }) => (production ? [{ local, production }] : []));

export const applicationPairs = ({ applications }: Comparison): readonly Pair[] => applications.flatMap(({ local, production }) => (production ? [{ local, production }] : []));

/** As findings call a workload of production: by our name where it has one. */
export const calledHere = ({ services, applications }: Comparison, workload: Workload): string =>
  [...services, ...applications].find(({ production }) => production === workload)?.local.name ?? workload.name.replaceAll("/", "-");
