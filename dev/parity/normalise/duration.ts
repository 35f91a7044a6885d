const MS: Readonly<Record<string, number>> = { us: 0.001, "µs": 0.001, ms: 1, s: 1e3, sec: 1e3, m: 6e4, min: 6e4, h: 3.6e6, d: 8.64e7, w: 6.048e8, y: 3.1536e10 };

/**
 * Milliseconds of a duration as Go, Prometheus, Postgres and Kafka write them: one or several parts, each a number and a unit.
 *
 * @param base The unit of a bare number.
 * @example milliseconds("1d12h", "s") // 129600000
 */
export const milliseconds = (text: string, base: string): number | undefined => {
  const trimmed = text.trim();
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) {
    const factor = MS[base];
    return factor === undefined ? undefined : Number(trimmed) < 0 ? Number(trimmed) : Number(trimmed) * factor;
  }
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(us|\u00b5s|ms|sec|min|[smhdwy])/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== trimmed.replaceAll(/(?<=[a-z\u00b5])\s+(?=\d)/g, "")) return undefined;
  return parts.reduce((sum, [, count = "0", unit = ""]) => sum + Number(count) * (MS[unit] ?? 0), 0);
};
