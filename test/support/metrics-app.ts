import { once } from "node:events";
import { createServer } from "node:http";
import { micronaut } from "./metrics/micronaut.ts";
import { router } from "./metrics/router.ts";
import { web } from "./metrics/web.ts";

/** Whom it imitates, and where that one publishes its metrics. */
const PROGRAMS = {
  micronaut: { path: "/prometheus", make: () => micronaut("no-buckets") },
  "micronaut-with-buckets": { path: "/prometheus", make: () => micronaut("buckets") },
  "micronaut-that-fails": { path: "/prometheus", make: () => micronaut("no-buckets", "failing") },
  router: { path: "/metrics", make: router },
  web: { path: "/api/metrics", make: web },
} as const;

/** A running imitation. Released by `await using`. */
export interface MetricsApp extends AsyncDisposable {
  readonly port: number;
  readonly path: string;
}

/**
 * TEST EQUIPMENT, in place of an application on the host: it publishes the metrics that the real program publishes, by the
 * real names, and with every scrape it has done a little more. It serves nothing else.
 *
 * @param options.host which address it listens on: a container reaches the host's programs on 0.0.0.0 only. @default "127.0.0.1"
 * @param options.port @default a free one
 */
export const startMetricsApp = async (program: keyof typeof PROGRAMS, { host = "127.0.0.1", port = 0 }: { readonly host?: string; readonly port?: number } = {}): Promise<MetricsApp> => {
  const { path, make } = PROGRAMS[program];
  const { registry, work } = make();
  const server = createServer((request, response) => {
    if (request.url !== path) return void response.writeHead(404).end();
    work();
    void registry.metrics().then((text) => response.writeHead(200, { "content-type": registry.contentType }).end(text));
  });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`the metrics app listens on no port but on ${address}`);
  return {
    port: address.port,
    path,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};
