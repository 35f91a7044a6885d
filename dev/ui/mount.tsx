import { render } from "ink";
import type { ReactNode } from "react";
import type { UiCommand } from "./hotkeys.ts";
import { LiveScreen, type Suspend, type UsageShown } from "./LiveScreen.tsx";
import type { UiSession } from "./session.ts";
import type { Style } from "./style.ts";
import { LiveTop } from "./top/LiveTop.tsx";
import type { TopSession } from "./top/session.ts";

export interface Mounted {
  /** Resolves when the screen is gone; rejects when drawing it failed. The terminal is as it was before, either way. */
  readonly gone: Promise<unknown>;
  readonly suspend: Suspend;
  /** Puts the terminal back at once. */
  unmount(): void;
}

/** Where and how a screen is drawn. */
export interface Canvas {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly style: Style;
}

/** What a screen asks of whoever feeds it. */
export interface ScreenHandlers {
  readonly onCommand: (command: UiCommand) => void;
  readonly onAnswer: (yes: boolean) => void;
  readonly onUsage: (now: UsageShown) => void;
}

const MAX_FPS = 20;

/**
 * Draws on the terminal's alternate screen, which has no scrollback to spoil: what the person had on the terminal is
 * there again afterwards, and a resize leaves no torn frames behind.
 */
const draw = (screen: ReactNode, { stdin, stdout }: Canvas) =>
  render(screen, {
    stdin,
    stdout,
    alternateScreen: true,
    interactive: true,
    incrementalRendering: true,
    maxFps: MAX_FPS,
    exitOnCtrlC: false, // Ctrl+C is an interruption of the command, not of its picture
  });

/** Draws a session of services and their logs. */
export const mount = (session: UiSession, canvas: Canvas, { onCommand, onAnswer, onUsage }: ScreenHandlers): Mounted => {
  let suspend: Suspend = (use) => use();
  const instance = draw(<LiveScreen session={session} style={canvas.style} onCommand={onCommand} onAnswer={onAnswer} onUsage={onUsage} onMounted={(hold) => (suspend = hold)} />, canvas);
  return {
    gone: instance.waitUntilExit(),
    suspend: (use) => suspend(use),
    unmount: () => instance.unmount(),
  };
};

/** Draws what services use. */
export const mountTop = (session: TopSession, canvas: Canvas, onLeave: () => void): Omit<Mounted, "suspend"> => {
  const instance = draw(<LiveTop session={session} style={canvas.style} onLeave={onLeave} />, canvas);
  return { gone: instance.waitUntilExit(), unmount: () => instance.unmount() };
};
