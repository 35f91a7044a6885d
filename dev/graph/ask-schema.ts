import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { text } from "node:stream/consumers";
import { messageOf } from "../errors/message-of.ts";
import { errnoOf } from "../platform/files.ts";
import { listOf } from "../platform/list-of.ts";
import { isRecord } from "../platform/is-record.ts";

/** What a service says of its schema, or why it says nothing, in words that go behind its name. */
export type SchemaAnswer = { readonly sdl: string } | { readonly silent: string };

/** Apollo's subgraph specification: every subgraph answers this. */
const QUESTION = JSON.stringify({ query: "query SubgraphSchema { _service { sdl } }" });

/** A schema of megabytes is no schema of a service. */
const LARGEST = 10_000_000;

const postTo = (url: URL, signal: AbortSignal): Promise<{ readonly status: number; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    const call = request(url, { method: "POST", agent: false, signal, headers: { "content-type": "application/json", accept: "application/json", "content-length": Buffer.byteLength(QUESTION) } }, (answer) => {
      let bytes = 0;
      answer.on("data", ({ length }: Buffer) => (bytes += length) > LARGEST && answer.destroy(new Error("its answer is too long")));
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    call.on("error", reject);
    call.end(QUESTION);
  });

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const firstError = (answer: Readonly<Record<string, unknown>>): string | undefined => {
  const [error] = listOf(answer.errors);
  return isRecord(error) && typeof error.message === "string" ? error.message : undefined;
};

const schemaIn = (status: number, body: string): SchemaAnswer => {
  const answer = parsed(body);
  if (!isRecord(answer)) return { silent: `answers HTTP ${status}, and no JSON` };
  const sdl = isRecord(answer.data) && isRecord(answer.data._service) ? answer.data._service.sdl : undefined;
  if (typeof sdl === "string" && sdl.trim() !== "") return { sdl };
  return { silent: `does not tell its schema (HTTP ${status}): ${firstError(answer) ?? "there is no _service { sdl } in its answer"}` };
};

/** Asks a running service for its schema. Never fails: a service that is off is an ordinary thing. @throws the signal's reason, when it is aborted. */
export const askSchema = async (url: string, timeoutMs: number, signal: AbortSignal): Promise<SchemaAnswer> => {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const { status, body } = await postTo(new URL(url), AbortSignal.any([signal, timeout]));
    return schemaIn(status, body);
  } catch (error) {
    signal.throwIfAborted();
    if (timeout.aborted) return { silent: `does not answer within ${timeoutMs} ms` };
    return { silent: `does not answer (${errnoOf(error) ?? messageOf(error)})` };
  }
};
