import { known, lineOf, type Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";

/** Files whose path matches, in the order of their paths. */
export const filesLike = ({ files }: Workload, path: RegExp): readonly Known[] => [...files].filter(([name]) => path.test(name)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);

/** `key = value` lines, comments and sections aside. @param section Only what stands below `[section]`. @default everything */
export const assignments = ({ value, origin }: Known, comment: RegExp, section?: string): readonly (readonly [string, Known])[] => {
  let inside = section === undefined;
  return value.split("\n").flatMap((line, index): (readonly [string, Known])[] => {
    const [, header] = /^\s*\[([^\]]+)\]\s*$/.exec(line) ?? [];
    if (header !== undefined) inside = section === undefined || header.trim() === section;
    const [, key, rest] = /^\s*([\w.\-/]+)\s*[=\s]\s*(.*?)\s*$/.exec(line.replace(comment, "")) ?? [];
    return !inside || header !== undefined || key === undefined || rest === undefined ? [] : [[key, known(rest.replace(/^=\s*/, "").replace(/^'(.*)'$/, "$1"), lineOf(origin, index))] as const];
  });
};

const SHELL = /^(\/(usr\/)?bin\/)?(sh|bash|ash|dash)$/;

/** Every word of the command line, also of scripts that a shell is given as one argument: `sh -c "exec postgres -c a=b"`. Elsewhere a blank is part of a value. */
export const wordsOf = ({ command }: Workload): readonly Known[] => {
  const shell = command.findIndex(({ value }) => SHELL.test(value));
  const isScript = (text: string, index: number): boolean => /\s/.test(text.trim()) && ((index === 0 && !text.startsWith("-")) || (shell >= 0 && shell < index));
  return command.flatMap(({ value, origin }, index) => (isScript(value, index) ? value.split(/[\s;&|\\]+/).filter((word) => word !== "").map((word) => known(word.replace(/^(['"])(.*)\1$/, "$2"), origin)) : [known(value, origin)]));
};

/** `--name=value`, `-name=value` and `--name value`; a flag alone is `true`. */
export const flagsOf = (workload: Workload): readonly (readonly [string, Known])[] => {
  const words = wordsOf(workload);
  return words.flatMap(({ value, origin }, index): (readonly [string, Known])[] => {
    const [, name, text] = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(value) ?? [];
    if (name === undefined) return [];
    const next = words[index + 1]?.value;
    const isAlone = next === undefined || next.startsWith("-");
    return [[name, known(text ?? (isAlone || !value.startsWith("--") ? "true" : next), origin)] as const];
  });
};

/** The text of a variable that is written down. */
export const variable = ({ env }: Workload, name: string): Known | undefined => {
  const found = env.get(name);
  return found?.value.kind === "literal" ? known(found.value.text, found.origin) : undefined;
};

/** Variables that match, by the name that `rename` gives them; `undefined` leaves one out. */
export const variables = ({ env }: Workload, rename: (name: string) => string | undefined): readonly (readonly [string, Known])[] =>
  [...env].flatMap(([name, { value, origin }]): (readonly [string, Known])[] => {
    const key = rename(name);
    return key === undefined || value.kind !== "literal" ? [] : [[key, known(value.text, origin)] as const];
  });
