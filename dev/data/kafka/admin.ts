import { Admin } from "@platformatic/kafka";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { Address } from "../../probes/address.ts";

/** The client wraps the broker's answer twice; the broker's own sentence, where it gives one, names the setting. */
const reason = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0]);
  return error instanceof Error && "serverErrorMessage" in error && typeof error.serverErrorMessage === "string" ? error.serverErrorMessage : rootMessage(error);
};

/** Whether the broker answered with this error, for example `TOPIC_ALREADY_EXISTS`. */
export const isKafkaError = (error: unknown, id: string): boolean =>
  error instanceof AggregateError ? error.errors.some((one) => isKafkaError(one, id)) : error instanceof Error && "apiId" in error && error.apiId === id;

/**
 * One client for the broker's administration.
 *
 * @throws {DevError} `TASK_FAILED` beginning with `what`; the signal's reason when it is aborted.
 */
export const withAdmin = async <T>(address: Address, { what, hint }: { readonly what: string; readonly hint: string }, signal: AbortSignal, use: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = new Admin({ clientId: "neotool", bootstrapBrokers: [{ ...address }], retries: 3 });
  try {
    return await use(admin);
  } catch (cause) {
    if (cause instanceof DevError || signal.aborted) throw cause;
    throw new DevError("TASK_FAILED", `${what}: ${reason(cause)}`, { hint, cause });
  } finally {
    await admin.close().catch(() => {}); // never connected: what failed before says why
  }
};
