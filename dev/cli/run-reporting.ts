import type { Observer } from "../engine/run-plan.ts";
import { makeInstanceDirectory } from "../instance/directory.ts";
import { openRunLog } from "../platform/run-log.ts";
import type { Project } from "../wiring/project.ts";
import type { CommandContext } from "./command.ts";
import { createLineReporter } from "./line-reporter.ts";
import { runLogPath } from "./run-log-path.ts";

/** Shows a run while it goes on. */
export interface RunReporter {
  readonly observer: Observer;
  dispose(): void | Promise<void>;
}

/** Who watches a run: the lines on stderr, or a screen, and the run log. */
export interface RunReporting {
  readonly observer: Observer;
  readonly logPath: string;
  /** Something for the log that is no event of the engine's. */
  record(entry: Readonly<Record<string, unknown>>): void;
}

/** Lines, on a terminal as in a pipe. */
const inLines = (_project: Project, { output, surroundings }: CommandContext): RunReporter => createLineReporter(output, surroundings.clock);

/**
 * Watches one run of a command, whatever becomes of it.
 *
 * @param openReporter What shows it. @default lines on stderr
 */
export const withReporting = async <T>(
  command: string,
  project: Project,
  context: CommandContext,
  use: (reporting: RunReporting) => Promise<T>,
  openReporter: (project: Project, context: CommandContext) => RunReporter = inLines,
): Promise<T> => {
  const { directory } = project;
  const { surroundings } = context;
  const { clock, redactor } = surroundings;
  await makeInstanceDirectory(directory); // with its .gitignore, before the first log
  const log = openRunLog(await runLogPath(directory.logs, command, clock.date()), redactor, clock.date);
  const reporter = openReporter(project, context);
  try {
    return await use({
      logPath: log.path,
      record: log.write,
      observer: (event, view) => {
        reporter.observer(event, view);
        log.write({ ...event });
      },
    });
  } finally {
    await reporter.dispose();
    await log.close();
  }
};
