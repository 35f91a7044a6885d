import { rootMessage } from "../../errors/dev-error.ts";

/** The client wraps the broker's answer twice; the broker's own sentence, where it gives one, names the setting. */
export const kafkaReason = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return kafkaReason(error.errors[0]);
  return error instanceof Error && "serverErrorMessage" in error && typeof error.serverErrorMessage === "string" ? error.serverErrorMessage : rootMessage(error);
};
