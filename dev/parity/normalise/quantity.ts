const KIB = 1024;
/** Bytes by unit. Kubernetes' `M` is a million, Postgres' `MB` is 1024 kB: its own table says so. */
const KUBERNETES: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18, Ki: KIB, Mi: KIB ** 2, Gi: KIB ** 3, Ti: KIB ** 4, Pi: KIB ** 5, Ei: KIB ** 6 };
const POSTGRES: Readonly<Record<string, number>> = { B: 1, kB: KIB, MB: KIB ** 2, GB: KIB ** 3, TB: KIB ** 4 };
const JVM: Readonly<Record<string, number>> = { "": 1, k: KIB, m: KIB ** 2, g: KIB ** 3 };

const amount = (text: string, units: Readonly<Record<string, number>>): number | undefined => {
  const [, digits, unit = ""] = /^(-?\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim()) ?? [];
  const factor = units[unit];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
};

/** Bytes of a Kubernetes quantity; `512m`, meant as megabytes by who wrote it, is half a byte. @example kubernetesBytes("16Gi") // 17179869184 */
export const kubernetesBytes = (text: string): number | undefined => {
  const [, digits, unit = "", exponent] = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([A-Za-z]*)|[eE]([+-]?\d+))$/.exec(text.trim()) ?? [];
  const factor = exponent === undefined ? KUBERNETES[unit] : 10 ** Number(exponent);
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
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
  const cores = kubernetesBytes(text);
  return cores === undefined ? undefined : Math.round(cores * 1e6) / 1000;
};
