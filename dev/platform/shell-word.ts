/** Nothing in it means anything to a shell, and something is there. */
const PLAIN = /^[A-Za-z0-9_./:=@%+-]+$/;

/** A value as one word for a POSIX shell. Between single quotes nothing means anything to it, line breaks included. */
export const shellWord = (value: string): string => (PLAIN.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`);
