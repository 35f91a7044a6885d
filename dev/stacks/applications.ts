import type { Condition, ProcessService, Service } from "../model/service.ts";
import type { ProgramProbe } from "../model/probe.ts";
import type { AppSettings } from "./settings.ts";

/** Micronaut's own, which says no until its pools are filled. */
const MICRONAUT = "/health/readiness";
const ENDPOINT = "http";

/** How it is asked whether it is ready. `undefined`: it is not asked. */
export const readinessOf = ({ port, readiness, consumer }: AppSettings): ProgramProbe | undefined => {
  const asked = readiness ?? (port === undefined ? "none" : consumer === "kotlin" ? MICRONAUT : "tcp");
  if (asked === "none") return undefined;
  return asked === "tcp" ? { kind: "tcp", endpoint: ENDPOINT } : { kind: "http", endpoint: ENDPOINT, path: asked, status: [200] };
};

/** Who waits for a server to be ready wants what is made in it, too: its databases, topics, buckets and keys; not what is there for another service alone. */
const withOneShots = (dependsOn: AppSettings["dependsOn"], backing: readonly Service[]): Readonly<Record<string, Condition>> => ({
  ...Object.fromEntries(
    backing.flatMap((service) => (service.kind === "task" && service.target !== undefined && service.doneFor !== "dependant" && dependsOn[service.target] === "ready" ? [[service.name, "completed" as const]] : [])),
  ),
  ...dependsOn,
});

/** The project's own programs as services of the stack. @param backing The services that they may wait for. */
export const applications = (apps: Readonly<Record<string, AppSettings>>, backing: readonly Service[]): readonly ProcessService[] =>
  Object.entries(apps).map(([name, settings]) => {
    const { command, cwd, port, consumer, env, readyWithinSeconds, restart, watch, dependsOn, stopGraceSeconds } = settings;
    const readiness = readinessOf(settings);
    return {
      kind: "process",
      name,
      command,
      cwd,
      env,
      restart,
      watch,
      endpoints: port === undefined ? {} : { [ENDPOINT]: { containerPort: port, preferredHostPort: port, scheme: "http", web: {} } },
      dependsOn: withOneShots(dependsOn, backing),
      ...(consumer && { consumer }),
      ...(readiness && { readiness }),
      ...(readyWithinSeconds !== undefined && { readyWithinSeconds }),
      ...(stopGraceSeconds !== undefined && { stopGraceSeconds }),
    };
  });
