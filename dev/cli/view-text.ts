import type { CriticalPath } from "../engine/critical-path.ts";
import type { Missing } from "../engine/missing.ts";
import type { RunResult } from "../engine/run-plan.ts";
import type { ServiceView, View } from "../engine/view.ts";
import type { Instance } from "../model/instance.ts";
import type { Phase } from "../model/phase.ts";
import { inSeconds } from "../platform/duration.ts";
import type { Desired } from "../planner/desired.ts";
import { table } from "./table.ts";

/** What `--json` says of an instance. */
export const viewData = (instance: Instance, view: View, desired: Desired) => ({
  instance: { id: instance.id, workingCopy: instance.workingCopy },
  services: [...view.services.values()].map(({ name, kind, phase, hold, endpoints, readyAfterMs, error }) => {
    const service = desired.get(name);
    return { name, kind, phase, hold, endpoints, readyAfterMs, image: service?.kind === "container" ? service.service.image : null, error };
  }),
  notices: view.notices,
});

/** Repeats what the word says; never the only sign. */
const MARK: Readonly<Record<Phase, string>> = {
  pending: "·",
  starting: "·",
  running: "·",
  ready: "✔",
  completed: "✔",
  unhealthy: "✘",
  failed: "✘",
  skipped: "-",
  stopping: "·",
  stopped: "·",
};

const NEXT = [
  "Next:",
  '  eval "$(neotool dev env --format shell)"   the environment of your services',
  "  neotool dev exec psql                      a SQL prompt",
  "  neotool dev logs --follow                  what the services write",
].join("\n");

/** A row per service: mark, name, phase, addresses, time to ready. */
export const formatServices = (services: readonly ServiceView[]): string =>
  table(
    services
      .filter(({ kind, phase }) => kind !== "task" || phase === "failed")
      .map(({ name, phase, endpoints, readyAfterMs }) => [
        `${MARK[phase]} ${name}`,
        phase,
        endpoints.map(({ url }) => url).join("  "),
        readyAfterMs === null ? "" : inSeconds(readyAfterMs),
      ]),
  );

/** Below this a leg is no news. */
const WORTH_A_WORD_MS = 100;

/** @example ": kafka 4.1 s, kafka-topics 0.2 s. Would be 3.9 s if kafka took no time" */
const formatCriticalPath = ({ legs, longest }: CriticalPath): string => {
  const said = legs.filter((leg) => leg.ms >= WORTH_A_WORD_MS).map(({ service, ms }) => `${service} ${inSeconds(ms)}`);
  return said.length === 0 ? "" : `: ${said.join(", ")}. Would be ${inSeconds(longest.runWithoutMs)} if ${longest.service} took no time`;
};

/** @example ", without grafana" */
const formatMissing = ({ services, skipped }: Missing): string => `, without ${[...services.map(({ name }) => name), ...skipped].join(", ")}`;

/**
 * The end of `up`: what is where, what was noticed, what it waited for, what to do next.
 *
 * @param without What it was allowed to do without.
 */
export const formatUp = ({ ok, view, criticalPath }: RunResult, tookMs: number, without?: Missing): string => {
  const notices = view.notices.map(({ service, text }) => `note: ${service}: ${text}`);
  const ready = `Ready in ${inSeconds(tookMs)}${without ? formatMissing(without) : criticalPath ? formatCriticalPath(criticalPath) : ""}.`;
  return [formatServices([...view.services.values()]), ...notices, ...(ok || without ? ["", ready, "", NEXT] : [])].join("\n");
};
