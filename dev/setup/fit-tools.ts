import { DevError } from "../errors/dev-error.ts";
import type { ReportProgress } from "../images/progress.ts";
import type { NeededTool } from "../images/recipe.ts";
import { isAtLeast } from "../platform/version.ts";

/** Debian's package of each program that a recipe may call. */
const PACKAGES: Readonly<Record<string, string>> = {
  docker: "docker.io",
  mmdebstrap: "mmdebstrap",
  "apt-get": "apt",
  "dpkg-deb": "dpkg",
  mvn: "maven",
  java: "default-jre-headless",
  javac: "default-jdk-headless",
  go: "golang-go",
  npm: "npm",
};

/** Packages that hold a program in some releases only: since Debian 13 `docker.io` is the engine without its client. */
const WHERE_KNOWN: Readonly<Record<string, string>> = { docker: "docker-cli" };

/** What is asked of the machine, and done to it. */
export interface ToolActs {
  readonly hasApt: boolean;
  /** `undefined` when there is no such program. @param folder Looked into first. */
  versionOf(name: string, folder?: string): Promise<string | undefined>;
  /** @param whereKnown Installed where the distribution knows them. */
  install(packages: readonly string[], whereKnown: readonly string[]): Promise<void>;
  /** Puts the newest version of a program into a folder of our own, and says which. */
  getNewer(name: string): Promise<string>;
}

interface Lack {
  readonly tool: NeededTool;
  readonly have: string | undefined;
}

const isFit = (have: string | undefined, { atLeast }: NeededTool): boolean => have !== undefined && (atLeast === undefined || isAtLeast(have, atLeast));

const lacksOf = async (tools: readonly NeededTool[], { versionOf }: ToolActs): Promise<readonly Lack[]> => {
  const lacks = await Promise.all(tools.map(async (tool) => ({ tool, have: await versionOf(tool.name) })));
  return lacks.filter(({ tool, have }) => !isFit(have, tool));
};

/**
 * Makes programs available: what this machine has, else the distribution's package, else, where that is too old, the
 * package of a newer Debian release, unpacked for us alone.
 *
 * @returns folders to put before PATH.
 * @throws {DevError} `TOOL_MISSING` naming every program that cannot be had in a fitting version.
 */
export const fitTools = async (needed: readonly NeededTool[], acts: ToolActs, report: ReportProgress): Promise<readonly string[]> => {
  const lacks = await lacksOf(needed, acts);
  if (lacks.length === 0) return [];
  const strangers = lacks.filter(({ tool }) => PACKAGES[tool.name] === undefined);
  if (!acts.hasApt || strangers.length > 0) throw missing(acts.hasApt ? strangers : lacks);

  const named = (packages: Readonly<Record<string, string>>) => [...new Set(lacks.flatMap(({ tool }) => packages[tool.name] ?? []))];
  report(`installing ${named(PACKAGES).join(", ")}`);
  await acts.install(named(PACKAGES), named(WHERE_KNOWN));

  const folders: string[] = [];
  for (const { tool, have } of await lacksOf(lacks.map((lack) => lack.tool), acts)) {
    report(`getting a newer ${tool.name} than ${have ?? "none"}`);
    const folder = await acts.getNewer(tool.name);
    const newer = await acts.versionOf(tool.name, folder);
    if (!isFit(newer, tool)) throw missing([{ tool, have: newer ?? have }]);
    folders.push(folder);
  }
  return folders;
};

const missing = (lacks: readonly Lack[]): DevError => {
  const [only] = lacks;
  const describe = ({ tool: { name, atLeast }, have }: Lack) =>
    `${name}${atLeast === undefined ? "" : ` ${atLeast} or later`} (${have === undefined ? "not there" : `this machine has ${have}`})`;
  const subject = lacks.length === 1 ? `The program "${only?.tool.name}" is` : `${lacks.length} programs are`;
  return new DevError("TOOL_MISSING", `${subject} needed: ${lacks.map(describe).join(", ")}`, { hint: "Install what is named, then run the same command again." });
};
