import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { FeatureFlag } from "../feature-flags/flag.ts";
import type { OwnFile } from "../settings.ts";
import { IDENTITIES, identityOf, problemsInDashboard } from "./check-dashboard.ts";
import { readFlags } from "./check-flags.ts";
import { problemsInRules } from "./check-rules.ts";
import type { FileProblem } from "./problem.ts";

/** Paths as the config has them, relative to the working copy. */
export interface OwnPaths {
  readonly rules: readonly string[];
  readonly dashboards: readonly string[];
  /** One at most. */
  readonly flags: readonly string[];
}

export interface OwnFiles {
  readonly rules: readonly OwnFile[];
  readonly dashboards: readonly OwnFile[];
  readonly flags: readonly FeatureFlag[];
}

const CHECKS: Readonly<Record<keyof OwnPaths, (text: string) => readonly FileProblem[]>> = { rules: problemsInRules, dashboards: problemsInDashboard, flags: (text) => readFlags(text).problems };

/**
 * Reads and checks the project's own rules, dashboards and flags.
 *
 * @throws {DevError} `CONFIG_INVALID` with every problem and its file:line:column.
 */
export const readOwnFiles = async (workingCopy: string, paths: OwnPaths): Promise<OwnFiles> => {
  const readAll = (kind: keyof OwnPaths): Promise<readonly Read[]> => Promise.all(paths[kind].map((path) => readOne(workingCopy, path, CHECKS[kind])));
  const [rules, dashboards, flags] = await Promise.all([readAll("rules"), readAll("dashboards"), readAll("flags")]);
  const all = [...rules, ...dashboards, ...flags];
  const problems = [...all.flatMap((one) => one.problems), ...sameNames([...rules, ...dashboards].map(({ file }) => file.name)), ...alike(dashboards)];
  if (problems.length > 0) {
    throw new DevError("CONFIG_INVALID", `The project's ${subjectOf(paths)} ${problems.length === 1 ? "have a problem" : `have ${problems.length} problems`}`, {
      hint: `Mend the lines above; nothing was touched. ${pagesFor(paths)} what they may hold.`,
      evidence: problems,
    });
  }
  return { rules: rules.map(({ file }) => file), dashboards: dashboards.map(({ file }) => file), flags: flags.flatMap(({ file }) => readFlags(file.content).flags) };
};

const subjectOf = ({ rules, dashboards, flags }: OwnPaths): string => {
  const watching = rules.length + dashboards.length > 0 ? ["rules", "dashboards"] : [];
  return [...watching, ...(flags.length > 0 ? ["feature flags"] : [])].join(" and ").replace("rules and dashboards and", "rules, dashboards and");
};

const pagesFor = ({ rules, dashboards, flags }: OwnPaths): string => {
  const pages = [...(rules.length + dashboards.length > 0 ? ["docs/observability.md"] : []), ...(flags.length > 0 ? ["docs/feature-flags.md"] : [])];
  return `${pages.join(" and ")} ${pages.length === 1 ? "says" : "say"}`;
};

interface Read {
  /** Its path, as people see it. */
  readonly shown: string;
  readonly file: OwnFile;
  readonly problems: readonly string[];
}

const readOne = async (workingCopy: string, path: string, check: (text: string) => readonly FileProblem[]): Promise<Read> => {
  const absolute = join(workingCopy, path);
  const shown = relative(process.cwd(), absolute) || absolute;
  const name = basename(path);
  try {
    const content = await readFile(absolute, "utf8");
    return { shown, file: { name, content }, problems: check(content).map(({ at, text }) => `${shown}:${at.line}:${at.column} ${text}`) };
  } catch (error) {
    return { shown, file: { name, content: "" }, problems: [`${shown} cannot be read: ${rootMessage(error)}`] };
  }
};

/** They lie in one folder of their service. */
const sameNames = (names: readonly string[]): readonly string[] =>
  [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => `two files are named ${name}: each needs a name of its own`);

/** Of two such dashboards Grafana shows one, and then takes no change of any dashboard any more, ours among them (grafana/grafana#39467). */
const alike = (dashboards: readonly Read[]): readonly string[] =>
  IDENTITIES.flatMap((key) =>
    [...Map.groupBy(dashboards, ({ file }) => identityOf(file.content, key))].flatMap(([value, those]) =>
      value === undefined || those.length === 1 ? [] : [`${those.map(({ shown }) => shown).join(" and ")} have the same ${key}, ${value}: each needs one of its own`],
    ),
  );
