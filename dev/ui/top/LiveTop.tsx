import { useInput, useWindowSize } from "ink";
import { useSyncExternalStore } from "react";
import { keyNames } from "../hotkeys.ts";
import type { Style } from "../style.ts";
import { topCommandFor } from "./hotkeys.ts";
import type { TopSession } from "./session.ts";
import { TopScreen } from "./TopScreen.tsx";
import { sorted } from "./top-state.ts";

interface LiveTopProps {
  readonly session: TopSession;
  readonly style: Style;
  readonly onLeave: () => void;
}

/** `top` at a terminal: drawn again when the session or the terminal's size changes; keys become actions. */
export const LiveTop = ({ session, style, onLeave }: LiveTopProps) => {
  const model = useSyncExternalStore(session.subscribe, session.get);
  const { columns, rows } = useWindowSize();
  const onKey = (key: string) => {
    const command = topCommandFor(key);
    const { services, ui } = session.get();
    if (command?.kind === "leave") onLeave();
    if (command?.kind === "sort") session.dispatch({ type: "sort", by: command.by });
    if (command?.kind === "select") session.dispatch({ type: "move", by: command.by, among: sorted(services, ui.sort).map(({ service }) => service) });
  };
  useInput((input, press) => keyNames(input, press).forEach(onKey));
  return <TopScreen model={model} columns={columns} rows={rows} style={style} />;
};
