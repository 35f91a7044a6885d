import { exec } from "../../platform/exec.ts";
import { isInstalled } from "../../platform/programs.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What this machine's desktop keeps its clipboard with. */
interface ClipboardProgram {
  readonly program: string;
  readonly args: readonly string[];
}

/** Programs that could do it here, best first. Over SSH none of them: the clipboard is on the other side. */
export const clipboardPrograms = (env: Environment, platform: string): readonly ClipboardProgram[] => {
  if (env.SSH_CONNECTION || env.SSH_TTY) return [];
  if (platform === "darwin") return [{ program: "pbcopy", args: [] }];
  return [
    ...(env.WSL_DISTRO_NAME || platform === "win32" ? [{ program: "clip.exe", args: [] }] : []),
    ...(env.WAYLAND_DISPLAY ? [{ program: "wl-copy", args: [] }] : []),
    ...(env.DISPLAY ? [{ program: "xsel", args: ["--clipboard", "--input"] }, { program: "xclip", args: ["-selection", "clipboard"] }] : []),
  ];
};

/** The terminal is asked to take it: works over SSH and in tmux, and not in every terminal. Nothing answers. */
const osc52 = (text: string): string => `\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`;

const WITHIN_MS = 2_000;

/** Copies a text. @returns what took it, for people. */
export const copyText = async (text: string, env: Environment, platform: string, write: (text: string) => void): Promise<string> => {
  for (const { program, args } of clipboardPrograms(env, platform)) {
    if (!(await isInstalled(program, env.PATH))) continue;
    try {
      // Those of X11 stay to hold the selection, and would hold our pipes.
      await exec(program, args, { input: text, hint: "Another clipboard program is tried.", timeoutMs: WITHIN_MS, output: "ignore" });
      return `by ${program}`;
    } catch {
      continue; // installed, but without its desktop: the next one may do
    }
  }
  write(osc52(text));
  return "by the terminal (OSC 52), where it allows that";
};
