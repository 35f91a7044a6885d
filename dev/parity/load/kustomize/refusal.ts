import { posix } from "node:path";

/** What kustomize said when it refused. */
export interface KustomizeRefusal {
  readonly reason: string;
  /** The folder in which it went wrong, where it names one. */
  readonly folder: string | undefined;
  /** All of its words, where there are more. */
  readonly evidence: readonly string[];
  /** Whether a text was no YAML for it. */
  readonly isAboutYaml: boolean;
}

/** kubectl says it as a log line, with its quotes escaped, or as a block, or plainly, by its version. */
const wordsOf = (stderr: string): string => {
  const [, quoted] = /err="((?:[^"\\]|\\.)*)"/.exec(stderr) ?? [];
  if (quoted !== undefined) return quoted.replaceAll(/\\(.)/g, "$1");
  const [, block] = /err=<\n([\s\S]*?)\n >/.exec(stderr) ?? [];
  if (block !== undefined) return block.replaceAll(/\s*\n\s*/g, " ").trim();
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return (lines.find((line) => line.startsWith("error: ")) ?? lines.at(-1) ?? "").replace(/^error: /, "");
};

const INSIDE = /(?:recursed accumulation of path|recursed merging from path|couldn't make target for path) '([^']*)':\s*/g;

/** Pure. @param stderr Without the stage's own path. */
export const readRefusal = (stderr: string): KustomizeRefusal => {
  const words = wordsOf(stderr);
  const deepest = [...words.matchAll(INSIDE)].at(-1);
  const rest = deepest ? words.slice(deepest.index + deepest[0].length) : words;
  const reason = rest.replace(/^accumulating resources: (?:accumulation err='?)?/, "").replace(/'$/, "");
  return { reason, folder: deepest?.[1] === undefined ? undefined : posix.normalize(deepest[1]), evidence: reason === words ? [] : [words], isAboutYaml: /\byaml: |YAML/.test(words) };
};
