import { servicePairs, type Comparison } from "../comparison.ts";
import { knownBy, type Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import { finding, NOTHING, side, sideOf, type Finding, type Severity, type Side } from "../finding.ts";
import type { Effective } from "../local/local.ts";
import type { Pair } from "../match/match.ts";
import { imageParts } from "../normalise/image.ts";
import { members, normalForm, type Meaning } from "../normalise/value.ts";
import { productNamed, productOf } from "../products/all.ts";
import type { Product, Rule, SettingValues } from "../products/product.ts";

const WHY = "The program is told something else.";

const productOfPair = ({ local }: Pair): Product | undefined => (local.image && productOf(local.image.value)) ?? productNamed(local.name);

/** What is said, and what was made from outside. What runs says it better than what was written. */
const ours = (comparison: Comparison, product: Product, workload: Workload): SettingValues => {
  const live = comparison.local.live.settings.get(workload.name);
  return new Map<string, Known>([...product.settings(workload), ...(comparison.local.made.get(workload.name) ?? []), ...[...(live ?? [])].filter(([, { isSet }]) => isSet)]);
};

interface Sides {
  readonly local: Side | undefined;
  readonly production: Side | undefined;
}

const sidesOf = (key: string, rule: Rule | undefined, said: { readonly here: SettingValues; readonly there: SettingValues; readonly live: ReadonlyMap<string, Effective> | undefined }, isOpaque: boolean): Sides => {
  const [here, there, live] = [said.here.get(key), said.there.get(key), said.live?.get(key)];
  const byDefault = rule?.byDefault ?? live?.byDefault;
  const standard = byDefault === undefined ? undefined : side(byDefault, undefined);
  return {
    local: live ? sideOf(live) : here ? sideOf(here) : standard,
    production: there ? sideOf(there) : isOpaque ? undefined : standard,
  };
};

const shown = (value: Side): Side => (value.origin === undefined ? side(`${value.text === "" ? "nothing" : value.text} (default)`) : value);

const LONGEST_SET = 60;

/** Of a long list, what the other side has not. */
const shownBeside = (value: Side, other: Side | undefined, meaning: Meaning, where: "here" | "there"): Side => {
  if (meaning.as !== "set" || value.text.length <= LONGEST_SET) return shown(value);
  const [own, others] = [members(value.text), new Set(members(other?.text ?? ""))];
  const alone = own.filter((one) => !others.has(one));
  return side(`${own.length} of them${alone.length === 0 ? "" : `, only ${where}: ${alone.slice(0, 3).join(", ")}${alone.length > 3 ? " and others" : ""}`}`, value.origin);
};

/** What production's program takes by itself, by its version. Where ours is of another, that is told by its image. */
const impliedOf = ({ local, production }: Pair, rule: Rule | undefined, isSaid: boolean): Known | undefined => {
  if (!rule?.byImage || isSaid || !local.image || !production.image) return undefined;
  const [ours, theirs] = [local.image, production.image].map(({ value }) => rule.byImage?.(imageParts(value)));
  return theirs === undefined || ours !== theirs ? undefined : knownBy(theirs, production.image);
};

/** Of sets that may be larger than what is seen of them: what is here and neither there nor defined, and what is lacking here. */
const unexplained = ({ local, production }: Sides, defined: Known | undefined): Sides => {
  const [here, there] = [members(local?.text ?? ""), members(production?.text ?? "")];
  const explained = new Set([...there, ...members(defined?.value ?? "")]);
  const rest = (value: Side | undefined, names: readonly string[]): Side => (names.length === 0 ? NOTHING : side(names.join(","), value?.origin));
  return { local: rest(local, here.filter((one) => !explained.has(one))), production: rest(production, there.filter((one) => !here.includes(one))) };
};

const settingFindings = (comparison: Comparison, pair: Pair): readonly Finding[] => {
  const product = productOfPair(pair);
  const service = pair.local.name;
  if (!product) return [];
  const here = ours(comparison, product, pair.local);
  const there: SettingValues = new Map([...product.settings(pair.production), ...(comparison.production.made.get(service) ?? [])]);
  const live = comparison.local.live.settings.get(service);
  // Beside a configuration that is seen, a Secret is for passwords.
  const isOpaque = pair.production.openEnv || (pair.production.openFiles && there.size === 0);
  const keys = [...new Set([...here.keys(), ...there.keys()])].filter((key) => !product.local.test(key) && (key in product.rules || product.others === "compared"));
  return keys.flatMap((key): readonly Finding[] => {
    const rule = product.rules[key];
    const meaning = rule?.meaning ?? meaningOf(live?.get(key)?.unit);
    const implied = impliedOf(pair, rule, there.has(key));
    if (rule?.byImage && (!live?.has(key) || (!implied && !there.has(key)))) return [];
    const sides = sidesOf(key, rule, { here, there: implied ? new Map([...there, [key, implied]]) : there, live }, isOpaque);
    const { local, production } = rule?.isOpen ? unexplained(sides, comparison.local.made.get(service)?.get(key)) : sides;
    if (!local && !production) return [];
    // What comes from where nobody can look, or is made by scripts that were not found, may be the same.
    if (!production && (isOpaque || MADE.has(key))) return [];
    if (local && production && normalForm(local.text, meaning) === normalForm(production.text, meaning)) return [];
    const isKnown = local !== undefined && production !== undefined;
    return [
      finding(service, rule?.isRetention === true ? "retention" : "settings", key, {
        severity: isKnown ? (rule?.severity ?? "warning") : suspected(rule),
        local: local === NOTHING ? NOTHING : local ? shownBeside(local, production, meaning, "here") : side("not said"),
        production: production === NOTHING ? NOTHING : production ? shownBeside(production, local, meaning, "there") : side("not said"),
        why: rule?.why ?? WHY,
        fix: fixOf(service, key, rule, there.get(key)),
        ...(rule?.closing && there.get(key) && { closing: { path: rule.closing.path, value: rule.closing.value(normalForm(there.get(key)?.value ?? "", meaning)) } }),
      }),
    ];
  });
};

/** Where one side does not say, and what the program takes by itself is not known either: one step less. */
const suspected = (rule: Rule | undefined): Severity => (rule?.severity === "error" ? "warning" : "info");

/** Made by one-shots on our side: production shows it only where its own scripts were found. */
const MADE: ReadonlySet<string> = new Set(["extensions", "mounts", "auth-methods", "jwt-key-path", "jwt-key-fields", "jwt-key-bits", "jwt-key-algorithm"]);

/** By what a number without a unit counts in the running program. */
const meaningOf = (unit: string | undefined): Meaning => {
  if (unit === undefined) return { as: "text" };
  return /B$/.test(unit) ? { as: "postgres-memory", base: unit } : { as: "duration", base: unit };
};

const fixOf = (service: string, key: string, rule: Rule | undefined, there: Known | undefined): string => {
  if (rule?.closing) return `Set ${rule.closing.path.join(".")} in neotool.config.ts.`;
  if (rule?.fix !== undefined) return rule.fix;
  return there ? `Set ${key} of ${service} to the same on both sides, or waive it.` : `Say ${key} in production's configuration of ${service}, or waive it.`;
};

/** What each program is told, and what it runs with: by its own names, in normal form. */
export const settingsAxis = (comparison: Comparison): readonly Finding[] => servicePairs(comparison).flatMap((pair) => settingFindings(comparison, pair));
