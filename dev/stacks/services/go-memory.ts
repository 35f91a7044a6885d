/** Of the limit: the rest is for what the collector does not count. */
const SHARE = 0.8;

/** Makes a Go program collect its garbage before its container's limit ends it. */
export const goMemory = (limitMiB: number): Readonly<Record<string, string>> => ({ GOMEMLIMIT: `${Math.floor(limitMiB * SHARE)}MiB` });
