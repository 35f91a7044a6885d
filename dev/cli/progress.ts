import type { CommandContext } from "./command.ts";

const LINE_EVERY_MS = 5_000;

export interface Progress {
  /** What is being done or waited for. Steps (`[1/3] …`) are printed at once, the rest a few times a minute. */
  report(text: string): void;
  dispose(): void;
}

/** Progress of something long on stderr; a program that is silent gets a sign of life. */
export const createProgress = ({ output, surroundings: { clock } }: CommandContext): Progress => {
  const started = clock.now();
  let last = "";
  let printed = started;
  const print = (text: string) => {
    printed = clock.now();
    output.narrate(`${((printed - started) / 1000).toFixed(1).padStart(6)} s  ${text}`, { type: "progress", text });
  };
  const heartbeat = setInterval(() => {
    if (last !== "" && clock.now() - printed > LINE_EVERY_MS) print(last);
  }, 1_000);
  heartbeat.unref();
  return {
    report: (text) => {
      last = text;
      if (text.startsWith("[")) print(text);
    },
    dispose: () => clearInterval(heartbeat),
  };
};
