import type { Observer } from "../engine/run-plan.ts";
import { makeInstanceDirectory } from "../instance/directory.ts";
import { openRunLog } from "../platform/run-log.ts";
import type { Project } from "../wiring/project.ts";
import type { CommandContext } from "./command.ts";
import { createLineReporter } from "./line-reporter.ts";
import { runLogPath } from "./run-log-path.ts";

/** Who watches a run: the lines on stderr and the run log. */
export interface RunReporting {
  readonly observer: Observer;
  readonly logPath: string;
  /** Something for the log that is no event of the engine's. */
  record(entry: Readonly<Record<string, unknown>>): void;
}

/** Watches one run of a command, whatever becomes of it. */
export const withReporting = async <T>(command: string, { directory }: Project, { output, surroundings }: CommandContext, use: (reporting: RunReporting) => Promise<T>): Promise<T> => {
  const { clock, redactor } = surroundings;
  await makeInstanceDirectory(directory); // with its .gitignore, before the first log
  const log = openRunLog(await runLogPath(directory.logs, command, clock.date()), redactor, clock.date);
  const lines = createLineReporter(output, clock);
  try {
    return await use({
      logPath: log.path,
      record: log.write,
      observer: (event, view) => {
        lines.observer(event, view);
        log.write({ ...event });
      },
    });
  } finally {
    lines.dispose();
    await log.close();
  }
};
