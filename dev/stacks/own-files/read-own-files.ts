import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { OwnFile } from "../settings.ts";
import { problemsInDashboard } from "./check-dashboard.ts";
import { problemsInRules } from "./check-rules.ts";
import type { FileProblem } from "./problem.ts";

/** Paths as the config has them, relative to the working copy. */
export interface OwnPaths {
  readonly rules: readonly string[];
  readonly dashboards: readonly string[];
}

export type OwnFiles = Readonly<Record<keyof OwnPaths, readonly OwnFile[]>>;

const CHECKS: Readonly<Record<keyof OwnPaths, (text: string) => readonly FileProblem[]>> = { rules: problemsInRules, dashboards: problemsInDashboard };

/**
 * Reads and checks the project's own rules and dashboards.
 *
 * @throws {DevError} `CONFIG_INVALID` with every problem and its file:line:column.
 */
export const readOwnFiles = async (workingCopy: string, paths: OwnPaths): Promise<OwnFiles> => {
  const [rules, dashboards] = await Promise.all((["rules", "dashboards"] as const).map((kind) => Promise.all(paths[kind].map((path) => readOne(workingCopy, path, CHECKS[kind])))));
  const all = [...(rules ?? []), ...(dashboards ?? [])];
  const problems = [...all.flatMap((one) => one.problems), ...sameNames(all.map(({ file }) => file.name))];
  if (problems.length > 0) {
    throw new DevError("CONFIG_INVALID", `The project's rules and dashboards have ${problems.length === 1 ? "a problem" : `${problems.length} problems`}`, {
      hint: "Mend the lines above; nothing was touched. docs/observability.md says what they may hold.",
      evidence: problems,
    });
  }
  return { rules: (rules ?? []).map(({ file }) => file), dashboards: (dashboards ?? []).map(({ file }) => file) };
};

const readOne = async (workingCopy: string, path: string, check: (text: string) => readonly FileProblem[]): Promise<{ readonly file: OwnFile; readonly problems: readonly string[] }> => {
  const absolute = join(workingCopy, path);
  const shown = relative(process.cwd(), absolute) || absolute;
  const name = basename(path);
  try {
    const content = await readFile(absolute, "utf8");
    return { file: { name, content }, problems: check(content).map(({ at, text }) => `${shown}:${at.line}:${at.column} ${text}`) };
  } catch (error) {
    return { file: { name, content: "" }, problems: [`${shown} cannot be read: ${rootMessage(error)}`] };
  }
};

/** They lie in one folder of their service. */
const sameNames = (names: readonly string[]): readonly string[] =>
  [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => `two files are named ${name}: each needs a name of its own`);
