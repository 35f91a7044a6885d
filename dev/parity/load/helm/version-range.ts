import maxSatisfying from "semver/ranges/max-satisfying.js";

/** Helm parts conditions that must all hold by commas, which elsewhere are spaces. */
const translated = (range: string): string => range.replaceAll(",", " ").replaceAll("=<", "<=").replaceAll("=>", ">=").trim();

/** Helm takes what comes before a release only where the range itself names such a version. */
const namesPrerelease = (range: string): boolean => /\d-[0-9A-Za-z]/.test(range);

/** Pure. The newest of these versions that a range of Helm's allows; `undefined` where none is, or the range cannot be read. */
export const newestIn = (versions: readonly string[], range: string): string | undefined =>
  maxSatisfying([...versions], translated(range), { includePrerelease: namesPrerelease(range) }) ?? undefined;
