import { variable } from "../shared/variable.ts";

/** What a question is asked with. */
export interface Asking {
  readonly authorization: string | undefined;
  readonly traceId: string;
}

/** What the router says; `data` is null where nothing could be answered. */
export interface Answered<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string }[];
}

const SILENT = { errors: [{ message: "The router does not answer: neotool dev status" }] } as const;

/** Asks the gateway, and no service itself. */
export const askRouter = async <T>(query: string, variables: Readonly<Record<string, unknown>>, { authorization, traceId }: Asking): Promise<Answered<T>> => {
  const headers = { "content-type": "application/json", "x-request-id": traceId, ...(authorization !== undefined && { authorization }) };
  const response = await fetch(variable("GRAPHQL_ENDPOINT"), { method: "POST", headers, body: JSON.stringify({ query, variables }) }).catch(() => undefined);
  if (!response) return SILENT;
  const answered: Answered<T> = JSON.parse(await response.text());
  return answered;
};
