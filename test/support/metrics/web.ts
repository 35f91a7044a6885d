import { collectDefaultMetrics, Registry } from "prom-client";
import { type Exposition, histogram } from "./exposition.ts";

/** Test equipment: what a Next.js application publishes with prom-client, by that library's usual names. */
export const web = (): Exposition => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const request = histogram(registry, "http_request_duration_seconds", ["method", "route", "status_code"], [0.01, 0.1, 0.5, 1, 5]);
  const work = (): void => {
    for (let nth = 0; nth < 10; nth += 1) request({ method: "GET", route: "/", status_code: "200" }, 0.03);
  };
  work();
  return { registry, work };
};
