import pg, { type Client, type ClientConfig } from "pg";

/**
 * One connection, which ends when it is disposed of, and with what runs on it when the signal is aborted.
 *
 * @throws pg's own error when the server refuses; the signal's reason when it is aborted before.
 */
export const connectPostgres = async (config: ClientConfig, signal?: AbortSignal): Promise<Client & AsyncDisposable> => {
  const client = new pg.Client({ application_name: "neotool", ...config });
  client.on("error", () => {}); // a server that goes away fails the query, which says so
  const stop = () => void client.end().catch(() => {});
  signal?.addEventListener("abort", stop, { once: true });
  const end = async () => {
    signal?.removeEventListener("abort", stop);
    await client.end().catch(() => {});
  };
  try {
    signal?.throwIfAborted();
    await client.connect();
  } catch (error) {
    await end();
    throw error;
  }
  return Object.assign(client, { [Symbol.asyncDispose]: end });
};
