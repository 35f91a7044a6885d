import { DevError } from "../../errors/dev-error.ts";
import { isDrift } from "../../parity/judge.ts";
import { loadProduction } from "../../parity/load/load-production.ts";
import { parityData } from "../../parity/report/data.ts";
import { formatMarkdown } from "../../parity/report/markdown.ts";
import type { ParityResult } from "../../parity/report/result.ts";
import { sarifLog } from "../../parity/report/sarif.ts";
import { formatText } from "../../parity/report/text.ts";
import type { Severity } from "../../parity/finding.ts";
import { clusterPrograms } from "../../platform/cluster-programs.ts";
import { neotoolVersion } from "../../platform/package-root.ts";
import { runParity } from "../../wiring/parity/run-parity.ts";
import { whatRuns } from "../../wiring/parity/what-runs.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { ParityInput } from "../commands/parity.ts";

const DRIFT = 3;
/** A terminal as people have it; what does not fit is behind --all. */
const SCREEN = { width: 80, height: 24 } as const;

const textOf = (result: ParityResult, { format, all, explainMatching }: ParityInput["options"], failOn: Severity): string => {
  if (format === "json") return JSON.stringify(parityData(result, failOn), null, 2);
  if (format === "sarif") return JSON.stringify(sarifLog(result, neotoolVersion()), null, 2);
  if (format === "markdown") return formatMarkdown(result);
  const report = formatText(result, { ...SCREEN, all });
  return explainMatching ? [...result.matching, "", report].join("\n") : report;
};

export const run = async ({ args, options }: ParityInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, interrupt } = context;
  const isFix = args[0] === "fix";
  const [directory] = isFix ? args.slice(1) : args;
  if (!isFix && args.length > 1) throw new DevError("USAGE", `There is one folder of manifests, and "${args[1]}" is a second`, { hint: "neotool dev parity <folder>" });
  const project = await openProject(surroundings);
  const tools = { cache: surroundings.cache, env: surroundings.env, find: clusterPrograms(surroundings.cache, surroundings.env.PATH) };
  const request = { directory, entry: options.entry, ref: options.ref };
  // What a config can change is what is defined.
  const live = options.static || isFix ? undefined : () => whatRuns(project, surroundings, context.output, interrupt.soft);
  const result = await runParity(project, surroundings, request, { load: loadProduction, tools, live }, interrupt.soft);
  if (isFix) {
    const { fixParity } = await import("./parity-fix.ts");
    return fixParity(project, result, options.yes, context);
  }
  const failOn = options.failOn ?? "error";
  return { data: parityData(result, failOn), text: textOf(result, options, failOn), exitCode: isDrift(result.judged, failOn) ? DRIFT : 0 };
};
