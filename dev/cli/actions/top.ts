import { DevError } from "../../errors/dev-error.ts";
import type { ServiceUsage } from "../../engine/usage.ts";
import { messageOf } from "../../errors/message-of.ts";
import { unknownName } from "../../platform/closest.ts";
import type { Observed } from "../../planner/observed.ts";
import { servicesInView } from "../../planner/select.ts";
import { COLUMNS } from "../../ui/top/columns.ts";
import { createTopSession } from "../../ui/top/session.ts";
import { connect, type Connection } from "../../wiring/connection.ts";
import { knownInstance } from "../../wiring/known-instance.ts";
import { askAt, liveUsage, prometheusPort, startsOf } from "../../wiring/live/live-usage.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import { usageOnce } from "../../wiring/usage-once.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { TopInput } from "../commands/top.ts";
import { table } from "../table.ts";
import { isInteractive } from "../terminal/interactive.ts";
import { loadTop } from "../terminal/open-screen.ts";

/** In the order of the definition. */
const chosenServices = ({ stack }: Project, asked: readonly string[], { containers }: Observed): readonly string[] => {
  const known = stack.services.filter(({ kind }) => kind !== "task").map(({ name }) => name);
  for (const name of asked) if (!known.includes(name)) throw unknownName("service", name, known);
  const chosen = asked.length > 0 ? known.filter((name) => asked.includes(name)) : servicesInView(stack, containers).map(({ name }) => name);
  if (chosen.some((name) => containers.has(name))) return chosen;
  const what = asked.length > 0 ? asked.join(" and ") : "this instance";
  throw new DevError("SERVICE_NOT_RUNNING", `Nothing of ${what} runs, and so it uses nothing`, { hint: "neotool dev up" });
};

export const run = async ({ args, options }: TopInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, interrupt } = context;
  const project = await openProject(surroundings);
  const connection = await connect(project, surroundings, interrupt.soft);
  const observed = await connection.runtime.observe(interrupt.soft);
  const services = chosenServices(project, args, observed);
  return options.once || !isInteractive(context) ? once(project, connection, observed, services, context) : watch(project, connection, services, context);
};

const once = async (project: Project, { runtime }: Connection, observed: Observed, services: readonly string[], { surroundings, output, interrupt }: CommandContext): Promise<CommandResult> => {
  const { ports } = await knownInstance(project, surroundings, observed);
  const running = startsOf(observed);
  const port = prometheusPort(running, ports);
  const warn = (error: unknown) => output.warn(messageOf(error));
  const there = services.filter((service) => observed.containers.has(service));
  const usages = await usageOnce(runtime, there, running, askAt(() => port), warn, interrupt.soft);
  const now = surroundings.clock.date().getTime();
  return {
    data: { instance: project.instance.id, prometheus: port === undefined ? null : `http://127.0.0.1:${port}`, services: usages.map(dataOf) },
    text: table([COLUMNS.map(({ header }) => header), ...usages.map((usage) => COLUMNS.map((column) => column.text(usage, now)))]),
  };
};

/** Every key is always there. */
const dataOf = ({ service, startedAt, stats, figures }: ServiceUsage) => ({
  service,
  startedAt,
  cpuPercent: stats?.cpuPercent ?? null,
  memoryBytes: stats?.memoryBytes ?? null,
  memoryLimitBytes: stats?.memoryLimitBytes ?? null,
  receivedBytesPerSecond: stats?.receivedPerSecond ?? null,
  sentBytesPerSecond: stats?.sentPerSecond ?? null,
  figures: Object.fromEntries(figures.map(({ key, value }) => [key, value])),
});

const watch = async (project: Project, connection: Connection, services: readonly string[], context: CommandContext): Promise<CommandResult> => {
  const { surroundings, output, interrupt } = context;
  const now = () => surroundings.clock.date().getTime();
  const session = createTopSession(project.instance.id, [], now());
  const over = new AbortController();
  const open = await loadTop();
  const screen = open(session, context, () => over.abort());
  const report = {
    show: (usages: readonly ServiceUsage[]) => session.show(usages, now()),
    say: (text: string) => session.dispatch({ type: "say", text: output.worded(text) }),
  };
  try {
    await Promise.race([liveUsage(project, surroundings, connection, services, report, AbortSignal.any([over.signal, interrupt.soft])), screen.gone]);
  } finally {
    over.abort();
    await screen.close();
  }
  return { data: null, text: "" };
};
