/** A line of a program's log, as the supervisor writes it: `2026-03-01T10:00:00.000Z o text`. */
export interface StampedLine {
  readonly at: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

const STAMPED = /^(\S+) ([oe]) /;

/** `undefined`: what a crash has cut in two is no line. */
export const readStamped = (line: string): StampedLine | undefined => {
  const [stamp = "", at = "", stream] = STAMPED.exec(line) ?? [];
  if (stamp === "") return undefined;
  return { at, stream: stream === "e" ? "stderr" : "stdout", text: line.slice(stamp.length, line.endsWith("\r") ? -1 : undefined) };
};
