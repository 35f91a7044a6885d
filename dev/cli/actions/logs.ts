import { asTheyAre, wantedRecords, withLevels, type LineStage } from "../../engine/log-records.ts";
import { mergeLogs } from "../../engine/merge-logs.ts";
import type { LogLine, RuntimeChange } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import { unknownName } from "../../platform/closest.ts";
import { goOnWith, SMALL_YOUNG_GENERATION } from "../../platform/node-flags.ts";
import { isProgram } from "../../planner/select.ts";
import { styleFor } from "../../ui/style.ts";
import { connect } from "../../wiring/connection.ts";
import { knownInstance } from "../../wiring/known-instance.ts";
import { lokiLogs } from "../../wiring/logs/loki-logs.ts";
import { followedLogs, pastLogs, type LogRequest } from "../../wiring/logs/service-logs.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { Surroundings } from "../../wiring/surroundings.ts";
import type { CommandContext } from "../command.ts";
import type { LogsInput } from "../commands/logs.ts";
import { jsonLine, textLines } from "../logs/line-format.ts";
import { patternFrom } from "../logs/pattern.ts";
import { periodFrom } from "../logs/period.ts";

/** How long a line may wait for an earlier one of another service. */
const WINDOW_MS = 50;

const containersOf = ({ stack }: Project): readonly string[] => stack.services.filter(({ kind }) => kind !== "task").map(({ name }) => name);

const existingOf = (project: Project, asked: readonly string[], chosen: readonly string[], isThere: (service: string) => boolean): readonly string[] => {
  const existing = chosen.filter(isThere);
  if (existing.length > 0) return existing;
  if (asked.length > 0 && asked.every((name) => isProgram(project.stack, name))) {
    throw new DevError("SERVICE_NOT_RUNNING", `${asked.join(" and ")} ${asked.length === 1 ? "was" : "were"} not started, and so there is no log`, { hint: `neotool dev run ${asked.join(" ")}` });
  }
  const what = asked.length > 0 ? `${asked.join(" and ")} ${asked.length === 1 ? "has" : "have"}` : "This instance has";
  throw new DevError("SERVICE_NOT_RUNNING", `${what} no container, and so no log`, { hint: "neotool dev up" });
};

/** What was asked for, understood. @throws {DevError} `USAGE` */
const requestFrom = async ({ args, options }: LogsInput, project: Project, now: Date, mode: "text" | "json"): Promise<LogRequest> => {
  const { follow, tail, level, grep, source } = options;
  const known = containersOf(project);
  for (const name of args) if (!known.includes(name)) throw unknownName("service", name, known);
  if (tail !== undefined && !Number.isInteger(tail)) throw new DevError("USAGE", `--tail ${tail} is no number of lines`, { hint: "For example --tail 50." });
  if (follow && options.until !== undefined) throw new DevError("USAGE", "--follow goes on with what comes, and --until ends before it", { hint: "Leave one of them out." });
  if (follow && source === "loki") throw new DevError("USAGE", "--follow and --source loki do not go together: Loki gets lines seconds later", { hint: "neotool dev logs --follow reads the engine." });
  const wanted = { ...(level !== undefined && { least: level }), ...(grep !== undefined && { pattern: await patternFrom(grep) }) };
  const isFiltered = level !== undefined || grep !== undefined;
  const stage = (): LineStage => (isFiltered ? wantedRecords(wanted) : mode === "json" ? withLevels() : asTheyAre);
  return { services: args.length > 0 ? [...new Set(args)] : known, follow, ...periodFrom(options.since, options.until, now), ...(tail !== undefined && { tail }), stage, isFiltered };
};

type Logs = readonly AsyncIterable<readonly LogLine[]>[];

const sourcesOf = async (request: LogRequest, input: LogsInput, project: Project, context: CommandContext): Promise<{ readonly services: readonly string[]; readonly logs: Logs }> => {
  const { surroundings, output, interrupt } = context;
  const { runtime } = await connect(project, surroundings);
  const observed = await runtime.observe(interrupt.soft);
  const { ports } = await knownInstance(project, surroundings, observed); // so that its secrets are hidden: Vault prints its root token
  if (input.options.source === "loki") {
    const read = lokiLogs(project, observed, ports, surroundings.clock, interrupt.soft);
    return { services: request.services, logs: pastLogs(request, read) };
  }
  const isThere = (service: string) => observed.containers.has(service);
  const services = existingOf(project, input.args, request.services, isThere);
  if (!request.follow) return { services, logs: pastLogs({ ...request, services }, (service, options) => runtime.logBatches(service, options, interrupt.soft)) };
  const tell = ({ service, kind }: RuntimeChange) => {
    if (!request.services.includes(service)) return;
    if (isProgram(project.stack, service)) {
      if (kind === "removed") output.narrate(`${service} was taken down. Its log goes on when it is started again.`, { event: "container-removed", service });
      return;
    }
    if (kind === "removed") output.narrate(`The container of ${service} was removed. Its log goes on when there is a new one.`, { event: "container-removed", service });
    if (kind === "created") output.narrate(`There is a new container of ${service}: its log goes on.`, { event: "container-made", service });
  };
  return { services: request.services, logs: followedLogs(request, runtime, isThere, tell, interrupt.soft) };
};

const formatFor = ({ env }: Surroundings, mode: "text" | "json", services: readonly string[], project: Project): ((line: LogLine) => string) => {
  if (mode === "json") return jsonLine;
  const { isTTY, columns } = process.stdout;
  const terminal = isTTY ? { columns, style: styleFor(env, process.platform) } : undefined;
  return textLines({ services, allServices: containersOf(project), terminal });
};

/** The logs of a project, which may be one that no folder describes. */
export const showLogs = async (project: Project, input: LogsInput, context: CommandContext): Promise<void> => {
  const { surroundings, output, interrupt } = context;
  const request = await requestFrom(input, project, surroundings.clock.date(), output.mode);
  const { services, logs } = await sourcesOf(request, input, project, context);
  const format = formatFor(surroundings, output.mode, services, project);
  const merged = mergeLogs(logs, { clock: surroundings.clock, ...(request.follow && { windowMs: WINDOW_MS }) });
  try {
    for await (const batch of merged) {
      if (interrupt.soft.aborted) return; // Ctrl+C is how following ends
      await output.lines(batch.map(format), interrupt.soft);
    }
  } catch (error) {
    // Whoever reads us takes nothing more: what was written last would be waited for.
    if (!interrupt.soft.aborted || error === interrupt.soft.reason) throw error;
  }
};

export const run = async (input: LogsInput, context: CommandContext): Promise<undefined> => {
  // Following thousands of lines a second, most of what it holds would be a young generation that nobody needs so large.
  if (input.options.follow) goOnWith(SMALL_YOUNG_GENERATION);
  await showLogs(await openProject(context.surroundings), input, context);
  return undefined;
};
