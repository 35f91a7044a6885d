import type { UiCommand } from "../../ui/hotkeys.ts";
import type { Suspend } from "../../ui/LiveScreen.tsx";
import type { UiSession } from "../../ui/session.ts";
import { styleFor } from "../../ui/style.ts";
import type { CommandContext } from "../command.ts";

export interface OpenScreen {
  /** Resolves when the screen is gone, by whatever cause; rejects when drawing it failed. */
  readonly gone: Promise<unknown>;
  readonly suspend: Suspend;
  /** Puts the terminal back, then writes what was held. Closing twice changes nothing. */
  close(): Promise<void>;
}

/** Draws a session at this process's terminal until it is closed. */
export type OpenTheScreen = (session: UiSession, context: CommandContext, onCommand: (command: UiCommand) => void) => OpenScreen;

/** Loads what draws. Nobody else waits for it: it is a third of this program's start. */
export const loadScreen = async (): Promise<OpenTheScreen> => {
  const { mount } = await import("../../ui/mount.tsx");
  return (session, { output, interrupt, surroundings }, onCommand) => {
    const release = output.hold((text) => session.dispatch({ type: "say", text }));
    const { gone, suspend, unmount } = mount(session, { stdin: process.stdin, stdout: process.stdout, style: styleFor(surroundings.env, process.platform), onCommand });
    const leave = () => {
      unmount();
      release();
    };
    // Cut off: the command may not get as far as closing its screen.
    interrupt.hard.addEventListener("abort", leave, { once: true });
    gone.then(release, release);
    return {
      gone,
      suspend,
      close: async () => {
        interrupt.hard.removeEventListener("abort", leave);
        leave();
        session[Symbol.dispose]();
        await gone.catch(() => {}); // said by whoever waits for it
      },
    };
  };
};
