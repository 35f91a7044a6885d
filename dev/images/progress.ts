/** Called with what is being waited for, in words: "pulling 34 of 120 MB". Never holds a secret. */
export type ReportProgress = (text: string) => void;

/** Decimal megabytes, as registries and people count. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
