/** The first version number in a program's answer: "go version go1.26.8 linux/amd64" → "1.26.8". */
export const versionIn = (text: string): string | undefined => /\d+(?:\.\d+)+/.exec(text)?.[0] ?? /\d+/.exec(text)?.[0];

const numbersOf = (version: string): readonly number[] => version.split(".").map((part) => Number.parseInt(part, 10) || 0);

/** Whether `version` is `least` or later, number by number. */
export const isAtLeast = (version: string, least: string): boolean => {
  const have = numbersOf(version);
  for (const [index, want] of numbersOf(least).entries()) {
    const difference = (have[index] ?? 0) - want;
    if (difference !== 0) return difference > 0;
  }
  return true;
};
