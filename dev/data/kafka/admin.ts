import { Admin } from "@platformatic/kafka";
import { DevError } from "../../errors/dev-error.ts";
import type { Address } from "../../probes/address.ts";
import { kafkaReason } from "./kafka-reason.ts";

/** Whether the broker answered with this error, for example `TOPIC_ALREADY_EXISTS`. */
export const isKafkaError = (error: unknown, id: string): boolean =>
  error instanceof AggregateError ? error.errors.some((one) => isKafkaError(one, id)) : error instanceof Error && "apiId" in error && error.apiId === id;

/** A topic that was just made is not known everywhere for some milliseconds; the client alone would ask again after a second. */
const FIRST_RETRY_MS = 10;
const LONGEST_PAUSE_MS = 1_000;
/** For two seconds. */
const RETRIES = 8;

/** A client for the broker's administration. It connects when it is used; who opens it closes it. */
export const openAdmin = (address: Address, clientId: string, retries: number = RETRIES): Admin =>
  new Admin({ clientId, bootstrapBrokers: [{ ...address }], retries, retryDelay: (_client, _operation, attempt) => Math.min(LONGEST_PAUSE_MS, FIRST_RETRY_MS * 2 ** (attempt - 1)) });

/** @returns throws what a client failed with as one sentence: {@link DevError} `TASK_FAILED` beginning with `what`; the signal's reason when it is aborted. */
export const failedWith = ({ what, hint }: { readonly what: string; readonly hint: string }, signal: AbortSignal) => (cause: unknown): never => {
  if (cause instanceof DevError || signal.aborted) throw cause;
  throw new DevError("TASK_FAILED", `${what}: ${kafkaReason(cause)}`, { hint, cause });
};

/**
 * One client for the broker's administration.
 *
 * @param retries How often a question is asked again: a broker that has just started may still be reading what it is asked for. @default as often as takes two seconds
 * @throws {DevError} `TASK_FAILED` beginning with `what`; the signal's reason when it is aborted.
 */
export const withAdmin = async <T>(address: Address, purpose: { readonly what: string; readonly hint: string }, signal: AbortSignal, use: (admin: Admin) => Promise<T>, retries: number = RETRIES): Promise<T> => {
  const admin = openAdmin(address, "neotool", retries);
  try {
    return await use(admin).catch(failedWith(purpose, signal));
  } finally {
    await admin.close().catch(() => {}); // never connected: what failed before says why
  }
};
