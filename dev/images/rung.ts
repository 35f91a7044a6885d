import type { LockedImage } from "./lock.ts";
import type { FoundImage } from "./present.ts";
import type { ReportProgress } from "./progress.ts";

/** One rung of the ladder: the image, or why it was not found there. */
export type Rung = (image: LockedImage, report: ReportProgress, signal: AbortSignal) => Promise<FoundImage | readonly string[]>;

export const isFound = (answer: FoundImage | readonly string[]): answer is FoundImage => "id" in answer;
