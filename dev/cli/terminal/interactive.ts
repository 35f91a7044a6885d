import type { CommandContext } from "../command.ts";

/** Where a command would draw. */
export interface TerminalStreams {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: { readonly isTTY?: boolean };
  readonly stderr: { readonly isTTY?: boolean };
}

const isOn = (value: string | undefined): boolean => value !== undefined && !["", "0", "false"].includes(value);

/** Run from the sources there is no screen: Node strips types, and knows no JSX. */
const isBuilt = !import.meta.url.endsWith(".ts");

/** Whether a person sits at a terminal that can be drawn on. Not in CI, where one is pretended; not where lines go to a file. */
export const canDraw = (mode: CommandContext["output"]["mode"], { stdin, stdout, stderr }: TerminalStreams, env: Readonly<Record<string, string | undefined>>): boolean =>
  mode === "text" && stdin.isTTY === true && stdout.isTTY === true && stderr.isTTY === true && env.TERM !== "dumb" && !isOn(env.CI);

/** Whether this process can draw. */
export const isInteractive = ({ output, surroundings }: CommandContext): boolean => isBuilt && canDraw(output.mode, process, surroundings.env);
