import { render } from "ink";
import type { UiCommand } from "./hotkeys.ts";
import { LiveScreen, type Suspend } from "./LiveScreen.tsx";
import type { UiSession } from "./session.ts";
import type { Style } from "./style.ts";

export interface Mounted {
  /** Resolves when the screen is gone; rejects when drawing it failed. The terminal is as it was before, either way. */
  readonly gone: Promise<unknown>;
  readonly suspend: Suspend;
  /** Puts the terminal back at once. */
  unmount(): void;
}

interface MountOptions {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly style: Style;
  readonly onCommand: (command: UiCommand) => void;
}

const MAX_FPS = 20;

/**
 * Draws a session on the terminal's alternate screen, which has no scrollback to spoil: what the person had on the
 * terminal is there again afterwards, and a resize leaves no torn frames behind.
 */
export const mount = (session: UiSession, { stdin, stdout, style, onCommand }: MountOptions): Mounted => {
  let suspend: Suspend = (use) => use();
  const instance = render(<LiveScreen session={session} style={style} onCommand={onCommand} onMounted={(hold) => (suspend = hold)} />, {
    stdin,
    stdout,
    alternateScreen: true,
    interactive: true,
    incrementalRendering: true,
    maxFps: MAX_FPS,
    exitOnCtrlC: false, // Ctrl+C is an interruption of the command, not of its picture
  });
  return {
    gone: instance.waitUntilExit(),
    suspend: (use) => suspend(use),
    unmount: () => instance.unmount(),
  };
};
