import type { Reach } from "../platform/listeners.ts";
import { pass, type Check, type CheckResult } from "./check.ts";

/** A program on this machine that Prometheus or the router calls from its container. */
export interface ApplicationSubject {
  readonly name: string;
  readonly port: number;
  readonly reach: Reach;
}

export const judgeApplications = (applications: readonly ApplicationSubject[]): CheckResult => {
  const shown = (wanted: Reach) => applications.filter(({ reach }) => reach === wanted).map(({ name, port }) => `${name} (${port})`);
  const hidden = shown("loopback");
  if (hidden.length > 0) {
    return {
      verdict: "warn",
      detail: `on 127.0.0.1 alone, where no container reaches it: ${hidden.join(", ")}`,
      fix: "Let it listen on every address (Micronaut: micronaut.server.host=0.0.0.0; Next.js: --hostname 0.0.0.0), or its metrics stay away, and its part of the graph.",
    };
  }
  const there = shown("addresses");
  return pass(there.length === 0 ? "none runs" : `to be reached: ${there.join(", ")}`);
};

/**
 * @param ports By application.
 * @param reachOf From where a port of this machine is to be reached. Docker Desktop brings containers to 127.0.0.1 as well, so there is nothing to ask.
 */
export const applicationsCheck = (ports: Readonly<Record<string, number>>, reachOf: (port: number) => Promise<Reach>): Check => ({
  id: "applications",
  title: "Applications on this machine",
  run: async () => judgeApplications(await Promise.all(Object.entries(ports).map(async ([name, port]) => ({ name, port, reach: await reachOf(port) })))),
});
