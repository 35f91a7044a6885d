import { httpCall, type HttpAnswer } from "../platform/http-call.ts";
import type { Address } from "./address.ts";

export interface S3Call {
  readonly method: "GET" | "PUT" | "DELETE";
  /** With what of the query decides what is asked for. @example "/exports?policy" */
  readonly path: string;
  readonly body?: { readonly text: string; readonly type: string };
}

/**
 * One signed call of a store, on a connection of its own. By a small signer: the SDK takes a tenth of a second of a processor to load,
 * which every `up` would pay.
 *
 * @throws when there is no whole answer in time.
 */
export const callS3 = async ({ host, port }: Address, keys: { readonly accessKey: string; readonly secretKey: string }, { method, path, body }: S3Call, timeoutMs: number): Promise<HttpAnswer> => {
  const { default: aws4 } = await import("aws4");
  const content = body && { body: body.text, headers: { "Content-Type": body.type } };
  const { headers = {} } = aws4.sign({ host: `${host}:${port}`, method, path, service: "s3", region: "us-east-1", ...content }, { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey });
  return httpCall(`http://${host}:${port}${path}`, { method, headers, body: body?.text, isAlone: true, signal: AbortSignal.timeout(timeoutMs) });
};

/** The store's own sentence for a refusal: its XML has it once. */
export const s3Message = ({ body }: Pick<HttpAnswer, "body">): string | undefined => /<Message>([^<]+)<\/Message>/.exec(body)?.[1];
