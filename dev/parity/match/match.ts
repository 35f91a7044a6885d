import { DevError } from "../../errors/dev-error.ts";
import { closest } from "../../platform/closest.ts";
import { originText } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import { ENOUGH, signsOf, type Sign } from "./identity.ts";

/** `service` → the workload's name, with its namespace and a slash before it where names repeat; `false`: production has none. */
export type MatchWishes = Readonly<Record<string, string | false>>;

export interface Candidate {
  readonly workload: Workload;
  readonly signs: readonly Sign[];
  readonly weight: number;
}

export interface Match {
  readonly local: Workload;
  readonly production: Workload | undefined;
  /** Whoever could have been it, best first. */
  readonly candidates: readonly Candidate[];
  /** Set by the config. */
  readonly isWished: boolean;
}

/** Two sides of one thing. */
export interface Pair {
  readonly local: Workload;
  readonly production: Workload;
}

/** As errors and explanations call it. */
export const nameOf = ({ name, namespace, kind }: Workload): string => `${kind} ${namespace === undefined ? "" : `${namespace.value}/`}${name}`;

const wished = (local: Workload, wish: string, workloads: readonly Workload[]): Match => {
  const names = workloads.flatMap(({ name, namespace }) => [name, `${namespace?.value ?? "default"}/${name}`]);
  const found = workloads.filter(({ name, namespace }) => name === wish || `${namespace?.value ?? "default"}/${name}` === wish);
  if (found.length === 1) return { local, production: found[0], candidates: [], isWished: true };
  const meant = closest(wish, names);
  throw new DevError("PARITY_AMBIGUOUS", `parity.match names "${wish}" for ${local.name}, and production has ${found.length === 0 ? "no such workload" : `${found.length} of them`}`, {
    hint: meant === undefined || found.length > 0 ? "Write its namespace and its name, for example data/postgres; --explain-matching lists them." : `Did you mean "${meant}"?`,
    evidence: found.map((one) => `${originText(one.origin)} ${nameOf(one)}`),
  });
};

const best = (local: Workload, workloads: readonly Workload[]): Match => {
  const candidates = workloads
    .flatMap((workload): Candidate[] => {
      const signs = signsOf(local, workload);
      const weight = signs?.reduce((sum, sign) => sum + sign.weight, 0) ?? 0;
      return signs && weight >= ENOUGH ? [{ workload, signs, weight }] : [];
    })
    .sort((a, b) => b.weight - a.weight);
  const [first, second] = candidates;
  if (first && second?.weight === first.weight) throw ambiguous(local, candidates.filter(({ weight }) => weight === first.weight));
  return { local, production: first?.workload, candidates, isWished: false };
};

const ambiguous = ({ name }: Workload, candidates: readonly Candidate[]): DevError =>
  new DevError("PARITY_AMBIGUOUS", `${candidates.length} workloads of production may be ${name}`, {
    hint: `Say which: parity: { match: { ${/^\w+$/.test(name) ? name : `"${name}"`}: "${candidates[0]?.workload.namespace?.value ?? "namespace"}/${candidates[0]?.workload.name}" } } in neotool.config.ts, or point --entry at one cluster.`,
    evidence: candidates.map(({ workload, signs }) => `${originText(workload.origin)} ${nameOf(workload)}: ${signs.map(({ because }) => because).join(", ")}`),
  });

/**
 * Finds each of ours in production, by image, then name, then labels. Pure.
 *
 * @throws {DevError} `PARITY_AMBIGUOUS` where two are equally likely, or a wish names none.
 */
export const matchAll = (locals: readonly Workload[], workloads: readonly Workload[], wishes: MatchWishes): readonly Match[] =>
  locals.map((local) => {
    const wish = wishes[local.name];
    if (wish === false) return { local, production: undefined, candidates: [], isWished: true };
    return wish === undefined ? best(local, workloads) : wished(local, wish, workloads);
  });

export const pairsOf = (matches: readonly Match[]): readonly Pair[] => matches.flatMap(({ local, production }) => (production ? [{ local, production }] : []));

/** Who was taken for whom, and why. */
export const explainMatches = (matches: readonly Match[]): readonly string[] =>
  matches.flatMap(({ local, production, candidates, isWished }) => {
    if (isWished) return [`${local.name}: ${production ? `${nameOf(production)} at ${originText(production.origin)}` : "nothing"}, as parity.match says`];
    if (!production) return [`${local.name}: nothing in production has its image or its name`];
    const [first, ...others] = candidates;
    return [
      `${local.name}: ${nameOf(production)} at ${originText(production.origin)}, because ${first?.signs.map(({ because }) => because).join(", and ")}`,
      ...others.map(({ workload, weight }) => `  less likely: ${nameOf(workload)} at ${originText(workload.origin)} (${weight} of ${first?.weight})`),
    ];
  });
