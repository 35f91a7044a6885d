import { DevError } from "../../errors/dev-error.ts";
import { messageOf } from "../../errors/message-of.ts";
import { httpGet } from "../../probes/http-get.ts";
import { oneQuery, QUESTIONS } from "./questions.ts";

interface PrometheusAnswer {
  readonly error?: string;
  readonly data?: { readonly result?: readonly { readonly metric: { readonly figure?: string }; readonly value: readonly [number, string] }[] };
}

const WITHIN_MS = 3_000;
const PATH = `/api/v1/query?${new URLSearchParams({ query: oneQuery(QUESTIONS) })}`;

/** A number as Prometheus writes it; a quotient of nothing is none. */
const isNumber = (value: number): boolean => Number.isFinite(value);

/**
 * Asks a running instance's Prometheus for all numbers at once.
 *
 * @returns what it knows, by `service.key`.
 * @throws {DevError} `SERVICE_NOT_READY` when it does not answer, or not with numbers.
 */
export const askPrometheus = async (port: number): Promise<ReadonlyMap<string, number>> => {
  try {
    const { status, body } = await httpGet({ host: "127.0.0.1", port }, PATH, {}, WITHIN_MS);
    const { error, data }: PrometheusAnswer = JSON.parse(body);
    if (status !== 200 || !data?.result) throw new Error(`HTTP ${status}: ${error ?? body.slice(0, 200)}`);
    return new Map(data.result.map(({ metric, value: [, text] }) => [metric.figure ?? "", Number(text)] as const).filter(([, value]) => isNumber(value)));
  } catch (cause) {
    throw new DevError("SERVICE_NOT_READY", `Prometheus does not tell the numbers of the services: ${messageOf(cause)}`, {
      hint: "neotool dev status --check asks it whether it is ready; neotool dev logs prometheus says more.",
      cause,
    });
  }
};
