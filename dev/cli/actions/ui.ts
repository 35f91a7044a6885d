import { DevError } from "../../errors/dev-error.ts";
import { messageOf } from "../../errors/message-of.ts";
import { inSeconds } from "../../platform/duration.ts";
import type { UiCommand } from "../../ui/hotkeys.ts";
import type { UsageShown } from "../../ui/LiveScreen.tsx";
import { isProgram } from "../../planner/select.ts";
import { createSession, type UiSession } from "../../ui/session.ts";
import { connect } from "../../wiring/connection.ts";
import { knownInstance } from "../../wiring/known-instance.ts";
import { followUsage, type UsageWatcher } from "../../wiring/live/follow-usage.ts";
import { liveInstance, type LiveReport } from "../../wiring/live/live-instance.ts";
import { askAt } from "../../wiring/live/live-usage.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { UiInput } from "../commands/ui.ts";
import { copyAddress, serviceInHand } from "../terminal/copy-address.ts";
import { dataKeys } from "../terminal/data-keys.ts";
import { isInteractive } from "../terminal/interactive.ts";
import { loadScreen } from "../terminal/open-screen.ts";
import { sinceText } from "../terminal/since-text.ts";
import { wordedView } from "../terminal/worded-view.ts";

/** A whole screen drawn every second takes two hundredths of a processor, and this one may be open all day. */
const USAGE_MS = 3_000;

export const run = async (_input: UiInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, output, interrupt } = context;
  if (!isInteractive(context)) {
    throw new DevError("USAGE", "`neotool dev ui` draws on a terminal, and this is none", { hint: "neotool dev status and neotool dev logs --follow say the same in lines." });
  }
  const project = await openProject(surroundings);
  const connection = await connect(project, surroundings);
  const { runtime } = connection;
  const observed = await runtime.observe(interrupt.soft);
  await knownInstance(project, surroundings, observed); // so that its secrets are hidden
  if (observed.containers.size === 0) throw new DevError("SERVICE_NOT_RUNNING", "Nothing of this instance runs", { hint: "neotool dev up" });

  let running: ReadonlyMap<string, string> = new Map();
  let shown: UsageShown = "hidden";
  const report: LiveReport = {
    show: (view, startedAt) => {
      session.show(wordedView(view, output.worded), sinceText(startedAt, surroundings.clock.date()));
      running = startedAt;
      measure();
    },
    line: (line) => session.write({ ...line, text: surroundings.redactor.redact(line.text) }),
    say: (text) => session.dispatch({ type: "say", text: output.worded(text) }),
  };
  const live = liveInstance(project, surroundings, connection, observed, report);
  const session: UiSession = createSession("instance", project.instance.id, live.view());
  const over = new AbortController();
  const until = AbortSignal.any([over.signal, interrupt.soft]);
  const prometheus = () => (running.has("prometheus") ? session.get().view.services.get("prometheus")?.endpoints.find(({ name }) => name === "http")?.port : undefined);
  const watcher: UsageWatcher = { everyMs: USAGE_MS, changed: () => session.measure(new Map([...running.keys()].map((service) => [service, usage.of(service)]))) };
  const usage = followUsage(runtime, askAt(prometheus), surroundings.clock, watcher, until);
  /** Read only while it is to be seen: it costs the engine something. */
  const measure = () => usage.follow(shown === "shown" ? running : new Map());
  const onUsage = (now: UsageShown) => {
    shown = now;
    measure();
  };
  const open = await loadScreen();
  const working = new Set<Promise<void>>();

  /** What a key asked for fails on the screen, and not the screen. */
  const attempt = (act: () => Promise<void>) => {
    const attempted = act().catch((error: unknown) => report.say(messageOf(error)));
    working.add(attempted);
    void attempted.finally(() => working.delete(attempted));
  };
  const restart = async (service: string): Promise<void> => {
    report.say(`Restarting ${service}.`);
    await live.restart(service, interrupt);
    const { readyAfterMs } = live.view().services.get(service) ?? {};
    report.say(`${service} is ready again after ${inSeconds(readyAfterMs ?? 0)}.`);
  };
  let answer: ((yes: boolean) => void) | undefined;
  const ask = (text: string): Promise<boolean> =>
    new Promise((resolve) => {
      answer = resolve;
      session.dispatch({ type: "ask", text: output.worded(text) });
    });
  const data = dataKeys(project, context, { say: report.say, ask });
  const onCommand = (command: UiCommand) => {
    const service = serviceInHand(session);
    if (command === "detach") over.abort();
    if (command === "copy") attempt(() => copyAddress(session, context));
    if (command === "restart" && service !== undefined) attempt(() => restart(service));
    const isApplication = service !== undefined && isProgram(project.stack, service);
    if (isApplication && command === "shell") return report.say(`${service} runs on this machine itself: any shell of yours is where it is.`);
    if (isApplication && command === "wipe") return report.say(`${service} is an application: its data are in the services that it uses.`);
    if (command === "wipe" && service !== undefined) attempt(() => data.wipe(service));
    if (command === "save" || command === "restore" || command === "seed") attempt(data[command]);
    if (command === "shell" && service !== undefined) {
      attempt(() =>
        screen.suspend(async () => {
          process.stdout.write(`A shell in ${service}. exit (or Ctrl+D) comes back.\n`);
          await runtime.attach(service, { command: ["sh"] }, process, interrupt.soft);
        }),
      );
    }
  };
  const screen = open(session, context, { onCommand, onAnswer: (yes) => answer?.(yes), onUsage });
  try {
    await Promise.race([live.follow(until), screen.gone]);
  } finally {
    over.abort();
    answer?.(false); // nobody is left to say yes
    await screen.close();
  }
  if (working.size > 0) output.narrate("Waiting for what was asked for to end. Ctrl+C cuts it off.");
  await Promise.all(working);
  return left([...session.get().view.services.values()].filter(({ phase }) => phase !== "stopped" && phase !== "failed" && phase !== "pending").map(({ name }) => name));
};

const left = (running: readonly string[]): CommandResult => ({
  data: { running },
  text: running.length === 0 ? "Nothing runs. `neotool dev up` brings it up." : `These go on running: ${running.join(", ")}.\n\`neotool dev ui\` comes back, \`neotool dev down\` stops them.`,
});
