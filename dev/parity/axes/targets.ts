import { applicationPairs, servicePairs, type Comparison } from "../comparison.ts";
import type { Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import { finding, NOTHING, side, type Finding, type Side } from "../finding.ts";
import type { Target } from "../local/local.ts";
import { scrapeConfigOf } from "../products/scrape.ts";
import { productOf } from "../products/all.ts";

type Asked = ReadonlyMap<string, Known<Target>>;

const hostOf = (address: string): string => address.split(":")[0] ?? address;

/** Which of ours an address is: a service by its name, an application by its port on this machine. */
const nameAt = (address: string, { services, applications }: Comparison["local"]): string | undefined => {
  const host = hostOf(address);
  if (/^(localhost|127\.\d+\.\d+\.\d+)$/.test(host)) return services.find(({ image }) => image && productOf(image.value)?.id === "prometheus")?.name;
  if (/\.(docker|containers|k3d)\.internal$/.test(host)) return applications.find(({ ports }) => ports.some(({ value }) => String(value.number) === address.split(":").at(-1)))?.name;
  return services.find(({ name }) => name === host)?.name;
};

/** Whom the definition of our Prometheus asks; `undefined`: there is none. */
const definedTargets = (local: Comparison["local"]): Asked | undefined => {
  const prometheus = local.services.find(({ image }) => image && productOf(image.value)?.id === "prometheus");
  const config = prometheus && scrapeConfigOf(prometheus);
  return config && new Map(config.addresses.flatMap((address) => (nameAt(address, local) === undefined ? [] : [[nameAt(address, local) ?? "", { value: { address, isDown: false }, origin: config.origin }] as const])));
};

/** Whom it asks really, where somebody asked it. */
const askedHere = ({ local }: Comparison): Asked | undefined => {
  const { targets } = local.live;
  if (!targets) return definedTargets(local);
  const named = targets.flatMap((target) => {
    const name = target.value.service ?? nameAt(target.value.address, local);
    return name === undefined ? [] : [[name, target] as const];
  });
  return new Map(named);
};

const asked = ({ value, origin }: Known<Target>, more = ""): Side => side(`asked at ${value.address}${more}`, origin);

/** Whether it answers counts only where production asks it too: what was just started has not been asked yet. */
const lacking = (target: Known<Target> | undefined): Side => (target ? asked(target, ", without an answer") : side("not asked for metrics"));

/** Whom Prometheus asks for metrics, here and there. */
export const targetsAxis = (comparison: Comparison): readonly Finding[] => {
  const { scraped } = comparison.production;
  const here = askedHere(comparison);
  if (!scraped || !here) return [];
  const runs = (service: Workload): boolean => comparison.local.live.provisions.value.has(service.name);
  return [...servicePairs(comparison), ...applicationPairs(comparison)].flatMap(({ local, production }): readonly Finding[] => {
    const [ours, theirs] = [here.get(local.name), scraped.asked.get(production)];
    // An application that is not started answers nobody, and everybody knows.
    const isAnswered = ours !== undefined && !(ours.value.isDown && runs(local));
    if (theirs && !isAnswered) {
      return [finding(local.name, "targets", "scraped", { severity: "warning", local: lacking(ours), production: side(theirs.value.includes("\n") ? "asked for metrics" : `asked for metrics (${theirs.value})`, theirs.origin), why: "Its panels and alerts have data there and none here.", fix: ours ? `neotool dev logs ${local.name} may say why it does not answer.` : `Name ${local.name} among metrics in neotool.config.ts, or waive it.` })];
    }
    if (!ours || theirs || scraped.isOpen) return [];
    return [finding(local.name, "targets", "scraped", { severity: "info", local: asked(ours), production: NOTHING, why: "Its panels and alerts have data here and none there.", fix: `Let production's Prometheus ask ${local.name}, or waive it.` })];
  });
};
