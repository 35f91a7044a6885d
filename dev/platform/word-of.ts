/** A word that somebody else has written; `undefined` where it is none, or empty. */
export const wordOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
