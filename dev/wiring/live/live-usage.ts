import type { ServiceUsage } from "../../engine/usage.ts";
import type { Observed } from "../../planner/observed.ts";
import { askPrometheus } from "../figures/ask-prometheus.ts";
import type { Connection } from "../connection.ts";
import { knownInstance } from "../known-instance.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { followEngine } from "./follow-engine.ts";
import { followUsage, type AskFigures } from "./follow-usage.ts";

/** Who looks. */
export interface UsageReport {
  show(services: readonly ServiceUsage[]): void;
  say(text: string): void;
}

/** Of the services that run: engine time of their start. */
export const startsOf = ({ containers }: Observed): ReadonlyMap<string, string> =>
  new Map([...containers.values()].flatMap(({ service, state, startedAt }): [string, string][] => (state === "running" ? [[service, startedAt]] : [])));

const PROMETHEUS = "prometheus";

/** Where the numbers are to be had: `undefined` where there is no Prometheus that runs. */
export const prometheusPort = (running: ReadonlyMap<string, string>, ports: ReadonlyMap<string, number>): number | undefined =>
  running.has(PROMETHEUS) ? ports.get(`${PROMETHEUS}.http`) : undefined;

/** @param port Where Prometheus is now. */
export const askAt =
  (port: () => number | undefined): AskFigures =>
  async () => {
    const at = port();
    return at === undefined ? new Map() : askPrometheus(at);
  };

/** About as often as the engine tells. */
const PICTURE_MS = 1_200;

/** Shows what services use until the signal is aborted: those that are asked for, as they come and go. */
export const liveUsage = async (project: Project, surroundings: Surroundings, { runtime }: Connection, services: readonly string[], report: UsageReport, signal: AbortSignal): Promise<void> => {
  let port: number | undefined;
  let there: readonly string[] = [];
  const show = () => report.show(there.map(usage.of));
  const usage = followUsage(runtime, askAt(() => port), surroundings.clock, { everyMs: PICTURE_MS, changed: show }, signal);
  const look = async (until: AbortSignal): Promise<void> => {
    const observed = await runtime.observe(until);
    const { ports } = await knownInstance(project, surroundings, observed);
    const running = startsOf(observed);
    port = prometheusPort(running, ports);
    there = services.filter((service) => observed.containers.has(service));
    usage.follow(new Map([...running].filter(([service]) => services.includes(service))));
    show();
  };
  await followEngine(runtime, { look, changed: () => {}, there: () => {}, gone: () => usage.follow(new Map()), say: report.say }, surroundings.clock, signal);
};
