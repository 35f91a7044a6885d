/** The status code of an error that is an answer of the engine: the client library's, or an {@link EngineStatusError}. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : undefined;

const NOT_FOUND = 404;

/** What the engine answers; `undefined` where it says that there is none (any more). */
export const ifThere = async <T>(asking: Promise<T>): Promise<T | undefined> => {
  try {
    return await asking;
  } catch (error) {
    if (statusOf(error) === NOT_FOUND) return undefined;
    throw error;
  }
};
