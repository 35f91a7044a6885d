import type { EngineEvent } from "../../engine/events.ts";
import type { Observer } from "../../engine/run-plan.ts";
import type { View } from "../../engine/view.ts";
import type { UiCommand } from "../../ui/hotkeys.ts";
import { createSession, type UiSession } from "../../ui/session.ts";
import { connect } from "../../wiring/connection.ts";
import { followLogs, type LogFollower } from "../../wiring/live/follow-logs.ts";
import type { Project } from "../../wiring/project.ts";
import type { CommandContext } from "../command.ts";
import { createLineReporter } from "../line-reporter.ts";
import type { RunReporter } from "../run-reporting.ts";
import { copyAddress } from "./copy-address.ts";
import { loadScreen, type OpenScreen } from "./open-screen.ts";
import { wordedView } from "./worded-view.ts";

/** A run that only looks is over before a screen could be read. */
const hasWork = ({ services }: View): boolean => [...services.values()].some(({ phase }) => phase !== "running" && phase !== "completed");

const startedBy = (event: EngineEvent): string | undefined => (event.type === "done" && event.node.op.kind === "start" ? event.node.op.service : undefined);

/** A run of `up` on a screen, for as long as it takes; in lines where there is nothing to do, and after `d`. */
export const createUpScreen = (project: Project, context: CommandContext): RunReporter => {
  const { output, surroundings } = context;
  const lines = createLineReporter(output, surroundings.clock);
  let drawn: DrawnRun | undefined;
  const leave = async () => {
    const leaving = drawn;
    drawn = undefined; // from here on in lines
    await leaving?.leave();
  };
  const observer: Observer = (event, view) => {
    if (event.type === "planned" && hasWork(view)) drawn = drawRun(project, context, view, () => void leave());
    if (drawn) drawn.observe(event, view);
    else lines.observer(event, view);
  };
  return {
    observer,
    dispose: async () => {
      lines.dispose();
      await leave();
    },
  };
};

interface DrawnRun {
  readonly observe: Observer;
  leave(): Promise<void>;
}

/** @param onLeave Somebody wants lines instead, or the screen failed: a picture that fails must not fail the run. */
const drawRun = (project: Project, context: CommandContext, first: View, onLeave: () => void): DrawnRun => {
  const { output, interrupt } = context;
  const session = createSession("up", project.instance.id, wordedView(first, output.worded));
  const over = new AbortController();
  const started = new Set([...first.services.values()].filter(({ phase }) => phase === "running").map(({ name }) => name));
  let screen: OpenScreen | undefined;
  let logs: LogFollower | undefined;

  const draw = async (): Promise<void> => {
    const open = await loadScreen();
    if (over.signal.aborted) return; // the run was quicker
    const onCommand = (command: UiCommand) => {
      if (command === "interrupt") interrupt.raise();
      if (command === "detach") onLeave();
      if (command === "copy") void copyAddress(session, context);
    };
    screen = open(session, context, { onCommand, onAnswer: () => {}, onUsage: () => {} }); // while services start nothing is asked or measured
    screen.gone.catch(onLeave);
    logs = await readLogs(project, context, session, over.signal);
    started.forEach(logs.follow);
  };
  draw().catch(onLeave);

  return {
    observe: (event, view) => {
      session.show(wordedView(view, output.worded));
      const service = startedBy(event);
      if (service === undefined) return;
      started.add(service);
      logs?.follow(service);
    },
    leave: async () => {
      over.abort();
      await screen?.close();
    },
  };
};

const readLogs = async (project: Project, { surroundings }: CommandContext, session: UiSession, signal: AbortSignal): Promise<LogFollower> => {
  const { runtime } = await connect(project, surroundings);
  return followLogs(runtime, (line) => session.write({ ...line, text: surroundings.redactor.redact(line.text) }), signal);
};
