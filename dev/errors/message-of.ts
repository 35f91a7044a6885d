/** What something that was thrown says of itself: its own sentence, without those of its causes. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
