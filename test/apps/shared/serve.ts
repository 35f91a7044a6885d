import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Log } from "./log.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @param traceId The request's own, or a new one: it goes into logs and on to others as `x-request-id`. */
export type Handler = (request: IncomingMessage, traceId: string) => Promise<Answer> | Answer;

export interface ServeOptions {
  /** By method and path, for example `GET /`. */
  readonly routes: Readonly<Record<string, Handler>>;
  readonly metricsPath: string;
  readonly log: Log;
  /** What is let go of at the end. */
  close?(): Promise<void>;
}

const NOT_FOUND: Answer = { status: 404, body: "not found" };

const answerOf = async (handler: Handler, request: IncomingMessage, traceId: string): Promise<Answer> => handler(request, traceId);

/** Serves at PORT until it is told to end, on every address: containers call. Each request is measured, and none ends the process. */
export const serve = ({ routes, metricsPath, log, close }: ServeOptions): void => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({ name: "http_request_duration_seconds", help: "Requests by their answer.", labelNames: ["method", "route", "status_code"], registers: [registry] });
  const all: ServeOptions["routes"] = {
    ...routes,
    [`GET ${metricsPath}`]: async () => ({ status: 200, headers: { "content-type": registry.contentType }, body: await registry.metrics() }),
  };

  const server = createServer(async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const route = url.split("?", 1)[0] ?? "/";
    const handler = all[`${method} ${route}`];
    const took = duration.startTimer({ method, route: handler ? route : "unknown" });
    const traceId = String(headers["x-request-id"] ?? randomUUID());
    const answer = await answerOf(handler ?? (() => NOT_FOUND), request, traceId).catch((error: unknown): Answer => {
      log.error(`${method} ${route} failed`, { trace_id: traceId, error: String(error) });
      return { status: 500, body: "internal error" };
    });
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(answer.body);
    took({ status_code: answer.status });
  });
  const port = Number(process.env.PORT);
  server.listen(port, "0.0.0.0", () => log.info(`listening on ${port}`));
  process.once("SIGTERM", () => {
    server.close();
    server.closeAllConnections();
    void close?.();
  });
};
