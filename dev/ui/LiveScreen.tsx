import { useApp, useInput, useWindowSize } from "ink";
import { useEffect, useSyncExternalStore } from "react";
import { commandFor, keyName, type UiCommand } from "./hotkeys.ts";
import { actionFor } from "./react-to.ts";
import { Screen } from "./Screen.tsx";
import type { UiSession } from "./session.ts";
import type { Style } from "./style.ts";

/** Hands the terminal to another program until it has ended. */
export type Suspend = (use: () => Promise<void>) => Promise<void>;

interface LiveScreenProps {
  readonly session: UiSession;
  readonly style: Style;
  /** What a key asks for beyond the screen. */
  readonly onCommand: (command: UiCommand) => void;
  /** Called once, with what only a mounted screen can do. */
  readonly onMounted: (suspend: Suspend) => void;
}

/** The screen at a terminal: drawn again when the session or the terminal's size changes; keys become actions. */
export const LiveScreen = ({ session, style, onCommand, onMounted }: LiveScreenProps) => {
  const model = useSyncExternalStore(session.subscribe, session.get);
  const size = useWindowSize();
  const { suspendTerminal } = useApp();
  useEffect(() => onMounted((use) => suspendTerminal(use)), []);
  useInput((input, press) => {
    const now = session.get();
    const key = keyName(input, press);
    if (now.ui.typing !== null && key !== "ctrl+c") {
      if (key === "return") session.dispatch({ type: "keep-search" });
      else if (key === "escape") session.dispatch({ type: "back" });
      else if (key === "backspace") session.dispatch({ type: "erase" });
      else if (!press.ctrl && !press.meta && input !== "") session.dispatch({ type: "type", text: input.replace(/[\x00-\x1f\x7f]/g, "") });
      return;
    }
    const command = commandFor(key, now.mode);
    if (command === undefined) return;
    const action = actionFor(command, now, session.log, size);
    if (action) session.dispatch(action);
    else onCommand(command);
  });
  return <Screen model={model} log={session.log} columns={size.columns} rows={size.rows} style={style} />;
};
