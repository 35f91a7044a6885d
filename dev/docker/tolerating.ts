import { statusOf } from "./answered-status.ts";

/** An answer that means: what was asked for is so already. A crash between an act and its record leads here. */
export const tolerating = async (status: readonly number[], act: Promise<unknown>): Promise<void> => {
  try {
    await act;
  } catch (error) {
    const got = statusOf(error);
    if (got === undefined || !status.includes(got)) throw error;
  }
};
