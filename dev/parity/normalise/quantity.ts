const KIB = 1024;
/** Bytes by unit. Kubernetes' `M` is a million, Postgres' `MB` is 1024 kB: its own table says so. */
const KUBERNETES: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, Ki: KIB, Mi: KIB ** 2, Gi: KIB ** 3, Ti: KIB ** 4 };
const POSTGRES: Readonly<Record<string, number>> = { B: 1, kB: KIB, MB: KIB ** 2, GB: KIB ** 3, TB: KIB ** 4 };
const JVM: Readonly<Record<string, number>> = { "": 1, k: KIB, m: KIB ** 2, g: KIB ** 3 };

const amount = (text: string, units: Readonly<Record<string, number>>): number | undefined => {
  const [, digits, unit = ""] = /^(-?\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim()) ?? [];
  const factor = units[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
};

/** Bytes of a Kubernetes quantity. @example kubernetesBytes("16Gi") // 17179869184 */
export const kubernetesBytes = (text: string): number | undefined => {
  const [, exponent] = /^(\d+e\d+)$/i.exec(text.trim()) ?? [];
  return exponent === undefined ? amount(text, KUBERNETES) : Number(exponent);
};

/** Bytes of a setting of Postgres. @param base What a number without unit counts, for example `8kB`. */
export const postgresBytes = (text: string, base: string): number | undefined => {
  const [, count, unit = ""] = /^(\d*)\s*(\w+)$/.exec(base) ?? [];
  const factor = Number(count === "" ? 1 : count) * (POSTGRES[unit] ?? 1);
  return /^-?\d+$/.test(text.trim()) ? (Number(text) < 0 ? Number(text) : Number(text) * factor) : amount(text, POSTGRES);
};

/** @example jvmBytes("256m") */
export const jvmBytes = (text: string): number | undefined => amount(text.toLowerCase(), JVM);

/** Thousandths of a processor. @example milliCpu("0.5") // 500 */
export const milliCpu = (text: string): number | undefined => {
  const [, count] = /^(\d+)m$/.exec(text.trim()) ?? [];
  if (count !== undefined) return Number(count);
  return /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) * 1000 : undefined;
};
