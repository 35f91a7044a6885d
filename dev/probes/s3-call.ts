import { request } from "node:http";
import type { Address } from "./address.ts";

export interface S3Call {
  readonly method: "GET" | "PUT" | "DELETE";
  /** With what of the query decides what is asked for. @example "/exports?policy" */
  readonly path: string;
  readonly body?: { readonly text: string; readonly type: string };
}

export interface S3Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * One signed call of a store, on a connection of its own. By a small signer: the SDK takes a tenth of a second of a processor to load,
 * which every `up` would pay.
 *
 * @throws when there is no whole answer in time.
 */
export const callS3 = async ({ host, port }: Address, keys: { readonly accessKey: string; readonly secretKey: string }, { method, path, body }: S3Call, timeoutMs: number): Promise<S3Answer> => {
  const { default: aws4 } = await import("aws4");
  const content = body && { body: body.text, headers: { "Content-Type": body.type } };
  const { headers = {} } = aws4.sign({ host: `${host}:${port}`, method, path, service: "s3", region: "us-east-1", ...content }, { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey });
  return new Promise((resolve, reject) => {
    const call = request({ host, port, method, path, headers, agent: false, signal: AbortSignal.timeout(timeoutMs) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString("utf8") }));
      answer.on("error", reject);
    });
    call.on("error", reject);
    call.end(body?.text);
  });
};
