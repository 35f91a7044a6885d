import { mergeAsTheyCome, mergeByTime } from "../../engine/merge-logs.ts";
import type { LogLine } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import { unknownName } from "../../platform/closest.ts";
import { parseDuration } from "../../platform/duration.ts";
import { connect } from "../../wiring/connection.ts";
import { knownInstance } from "../../wiring/known-instance.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { CommandContext } from "../command.ts";
import type { LogsInput } from "../commands/logs.ts";

/** `10m` → the time ten minutes ago; a time stays a time. */
const sinceOf = (value: string | undefined, now: Date): string | undefined => {
  if (value === undefined) return undefined;
  const duration = parseDuration(value);
  const time = duration === undefined ? Date.parse(value) : now.getTime() - duration;
  if (Number.isNaN(time)) {
    throw new DevError("USAGE", `--since ${value} is neither a duration nor a time`, { hint: "For example --since 10m, or --since 2026-11-20T10:00:00Z." });
  }
  return String(time / 1000);
};

const chosenServices = ({ stack }: Project, asked: readonly string[], existing: ReadonlySet<string>): readonly string[] => {
  const known = stack.services.filter(({ kind }) => kind === "container").map(({ name }) => name);
  for (const name of asked) if (!known.includes(name)) throw unknownName("service", name, known);
  const chosen = (asked.length > 0 ? asked : known).filter((name) => existing.has(name));
  if (chosen.length === 0) {
    const what = asked.length > 0 ? `${asked.join(" and ")} ${asked.length === 1 ? "has" : "have"}` : "This instance has";
    throw new DevError("SERVICE_NOT_RUNNING", `${what} no container, and so no log`, { hint: "neotool dev up" });
  }
  return chosen;
};

export const run = async ({ args, options }: LogsInput, { surroundings, output, interrupt }: CommandContext): Promise<undefined> => {
  const project = await openProject(surroundings);
  const { runtime } = await connect(project, surroundings);
  const observed = await runtime.observe(interrupt.soft);
  await knownInstance(project, surroundings, observed); // so that its secrets are hidden: Vault prints its root token
  const services = chosenServices(project, args, new Set(observed.containers.keys()));
  const since = sinceOf(options.since, surroundings.clock.date());
  const logOptions = { follow: options.follow, ...(options.tail !== undefined && { tail: options.tail }), ...(since !== undefined && { since }) };
  const logs = services.map((service) => runtime.logs(service, logOptions, interrupt.soft));
  const width = Math.max(...services.map(({ length }) => length));
  const print = ({ service, stream, at, text }: LogLine) =>
    output.line(output.mode === "json" ? JSON.stringify({ service, stream, at, text }) : `${service.padEnd(width)} | ${text}`);
  try {
    for await (const line of options.follow ? mergeAsTheyCome(logs) : mergeByTime(logs)) print(line);
  } catch (error) {
    if (!interrupt.soft.aborted) throw error; // Ctrl+C is how following ends
  }
  return undefined;
};
