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

/**
 * Whether a person sits at a terminal that can be drawn on. Not in CI, where a terminal is pretended; not where lines
 * were sent to a file.
 */
export const isInteractive = ({ output, surroundings: { env } }: Pick<CommandContext, "output" | "surroundings">, { stdin, stdout, stderr }: TerminalStreams = process): boolean =>
  isBuilt && output.mode === "text" && stdin.isTTY === true && stdout.isTTY === true && stderr.isTTY === true && env.TERM !== "dumb" && !isOn(env.CI);
