import { Admin } from "@platformatic/kafka";
import { DevError } from "../../errors/dev-error.ts";
import type { Address } from "../../probes/address.ts";
import { kafkaReason } from "./kafka-reason.ts";

/** Whether the broker answered with this error, for example `TOPIC_ALREADY_EXISTS`. */
export const isKafkaError = (error: unknown, id: string): boolean =>
  error instanceof AggregateError ? error.errors.some((one) => isKafkaError(one, id)) : error instanceof Error && "apiId" in error && error.apiId === id;

/**
 * One client for the broker's administration.
 *
 * @param retries How often a question is asked again, a second later: a broker that has just started may still be reading what it is asked for.
 * @throws {DevError} `TASK_FAILED` beginning with `what`; the signal's reason when it is aborted.
 */
export const withAdmin = async <T>(address: Address, { what, hint }: { readonly what: string; readonly hint: string }, signal: AbortSignal, use: (admin: Admin) => Promise<T>, retries = 3): Promise<T> => {
  const admin = new Admin({ clientId: "neotool", bootstrapBrokers: [{ ...address }], retries });
  try {
    return await use(admin);
  } catch (cause) {
    if (cause instanceof DevError || signal.aborted) throw cause;
    throw new DevError("TASK_FAILED", `${what}: ${kafkaReason(cause)}`, { hint, cause });
  } finally {
    await admin.close().catch(() => {}); // never connected: what failed before says why
  }
};
