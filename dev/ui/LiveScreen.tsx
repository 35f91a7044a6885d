import { useApp, useInput, useWindowSize } from "ink";
import { useEffect, useSyncExternalStore } from "react";
import { commandFor, keyNames, type UiCommand } from "./hotkeys.ts";
import { actionFor, typingAction } from "./react-to.ts";
import { Screen } from "./Screen.tsx";
import { showsUsage } from "./screen-model.ts";
import type { UiSession } from "./session.ts";
import type { Style } from "./style.ts";

/** Hands the terminal to another program until it has ended. */
export type Suspend = (use: () => Promise<void>) => Promise<void>;

export type UsageShown = "shown" | "hidden";

interface LiveScreenProps {
  readonly session: UiSession;
  readonly style: Style;
  /** What a key asks for beyond the screen. */
  readonly onCommand: (command: UiCommand) => void;
  /** What the person said to what was asked. */
  readonly onAnswer: (yes: boolean) => void;
  /** Whether anything of what services use is to be seen: reading it costs the engine something. */
  readonly onUsage: (now: UsageShown) => void;
  /** Called once, with what only a mounted screen can do. */
  readonly onMounted: (suspend: Suspend) => void;
}

/** The screen at a terminal: drawn again when the session or the terminal's size changes; keys become actions. */
export const LiveScreen = ({ session, style, onCommand, onAnswer, onUsage, onMounted }: LiveScreenProps) => {
  const model = useSyncExternalStore(session.subscribe, session.get);
  const size = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => onMounted((use) => suspendTerminal(use)), []);
  const usage: UsageShown = showsUsage(model, size.columns) ? "shown" : "hidden";
  useEffect(() => void onUsage(usage), [usage]);
  const onKey = (key: string) => {
    const now = session.get();
    if (now.ui.asked !== null && key !== "ctrl+c") {
      session.dispatch({ type: "answer" });
      return onAnswer(key === "y");
    }
    const action = now.ui.typing === null ? undefined : typingAction(key);
    if (action) return session.dispatch(action);
    const command = now.ui.typing === null || key === "ctrl+c" ? commandFor(key, now.mode) : undefined;
    if (command === undefined) return;
    const onScreen = actionFor(command, now, session.log, size);
    if (onScreen) session.dispatch(onScreen);
    else onCommand(command);
  };
  useInput((input, press) => keyNames(input, press).forEach(onKey));
  return <Screen model={model} log={session.log} columns={size.columns} rows={size.rows} style={style} />;
};
