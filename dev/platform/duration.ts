const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `10m`, `2h`, `3d` → milliseconds; `undefined` for anything else. */
export const parseDuration = (text: string): number | undefined => {
  const [, amount, unit = ""] = /^(\d+)([smhd])$/.exec(text.trim()) ?? [];
  const factor = UNITS[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
};

/** How long ago, in the two units that matter: `3 d 4 h`, `5 min`, `12 s`. */
export const formatAge = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
};

/** Milliseconds as people compare starts. @example "4.1 s" */
export const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
