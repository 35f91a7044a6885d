import type { Suspend } from "../../ui/LiveScreen.tsx";
import type { Canvas, Mounted, ScreenHandlers } from "../../ui/mount.tsx";
import type { UiSession } from "../../ui/session.ts";
import { styleFor } from "../../ui/style.ts";
import type { TopSession } from "../../ui/top/session.ts";
import type { CommandContext } from "../command.ts";

/** A screen that is drawn. */
export interface Opened {
  /** Resolves when the screen is gone, by whatever cause; rejects when drawing it failed. */
  readonly gone: Promise<unknown>;
  /** Puts the terminal back, then writes what was held. Closing twice changes nothing. */
  close(): Promise<void>;
}

export interface OpenScreen extends Opened {
  readonly suspend: Suspend;
}

/** Draws a session at this process's terminal until it is closed. */
export type OpenTheScreen = (session: UiSession, context: CommandContext, handlers: ScreenHandlers) => OpenScreen;

/** Draws what services use, until it is closed. */
export type OpenTop = (session: TopSession, context: CommandContext, onLeave: () => void) => Opened;

const canvasOf = ({ surroundings: { env } }: CommandContext): Canvas => ({ stdin: process.stdin, stdout: process.stdout, style: styleFor(env, process.platform) });

/** While it is drawn nothing is written beside it; what would be is told to it. */
const opened = <M extends Pick<Mounted, "gone" | "unmount">>({ output, interrupt }: CommandContext, tell: (text: string) => void, mount: () => M): { readonly mounted: M; readonly screen: Opened } => {
  const release = output.hold(tell);
  const mounted = mount();
  const leave = () => {
    mounted.unmount();
    release();
  };
  // Cut off: the command may not get as far as closing its screen.
  interrupt.hard.addEventListener("abort", leave, { once: true });
  mounted.gone.then(release, release);
  const close = async () => {
    interrupt.hard.removeEventListener("abort", leave);
    leave();
    await mounted.gone.catch(() => {}); // said by whoever waits for it
  };
  return { mounted, screen: { gone: mounted.gone, close } };
};

/** Loads what draws. Nobody else waits for it: it is a third of this program's start. */
export const loadScreen = async (): Promise<OpenTheScreen> => {
  const { mount } = await import("../../ui/mount.tsx");
  return (session, context, handlers) => {
    const { mounted, screen } = opened(context, (text) => session.dispatch({ type: "say", text }), () => mount(session, canvasOf(context), handlers));
    return {
      gone: screen.gone,
      suspend: mounted.suspend,
      close: async () => {
        const closed = screen.close();
        session[Symbol.dispose]();
        await closed;
      },
    };
  };
};

/** Loads what draws `top`. */
export const loadTop = async (): Promise<OpenTop> => {
  const { mountTop } = await import("../../ui/mount.tsx");
  return (session, context, onLeave) => opened(context, (text) => session.dispatch({ type: "say", text }), () => mountTop(session, canvasOf(context), onLeave)).screen;
};
