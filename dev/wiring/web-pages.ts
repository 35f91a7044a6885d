import { peekState } from "../instance/state.ts";
import { connect } from "./connection.ts";
import { bindings } from "./bindings.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** An endpoint that people open in a browser, and where it is now. */
export interface WebPageAt {
  /** `minio.console` */
  readonly key: string;
  readonly service: string;
  readonly kind: "container" | "process";
  readonly url: string;
  /** What it asks for at its door, in words. */
  readonly login: string | null;
  readonly isRunning: boolean;
}

/** @throws {DevError} one of the `ENGINE_*` codes. */
export const webPages = async (project: Project, surroundings: Surroundings, signal: AbortSignal): Promise<readonly WebPageAt[]> => {
  const { runtime } = await connect(project, surroundings, signal);
  const [observed, state] = await Promise.all([runtime.observe(signal), peekState(project.directory.state)]);
  const ports = bindings(project, observed, state);
  return project.stack.services.flatMap((service) => {
    if (service.kind === "task") return [];
    const isRunning = observed.containers.get(service.name)?.state === "running";
    return Object.entries(service.endpoints).flatMap(([name, { web, preferredHostPort }]): WebPageAt[] => {
      const key = `${service.name}.${name}`;
      return web ? [{ key, service: service.name, kind: service.kind, url: `http://127.0.0.1:${ports.get(key) ?? preferredHostPort}`, login: web.login ?? null, isRunning }] : [];
    });
  });
};
