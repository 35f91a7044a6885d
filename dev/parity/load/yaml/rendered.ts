import { parse } from "yaml";
import { isRecord } from "../../../platform/is-record.ts";
import { LIMITS } from "../limits.ts";
import { DIALECTS } from "./options.ts";

/** The documents of what a program rendered, as text. A line that begins with three dashes is nothing else in such a text. */
export const splitRendered = (text: string): readonly string[] => text.split(/^---.*$/m).filter((part) => /^[^#\s]/m.test(part));

const IS_DEFINITION = /^kind: CustomResourceDefinition$/m;
const SPEC = /^spec:\n(?:[ \n].*\n?|- .*\n?|\n)*/m;

/** Nobody compares schemas, and they are most of the text of a large tree: of a definition its names and versions stay. */
const withoutSchema = (text: string): string => {
  if (!IS_DEFINITION.test(text)) return text;
  const [, group = ""] = /^ {2}group: (\S+)$/m.exec(text) ?? [];
  const [, kind = ""] = /^ {4}kind: (\w+)$/m.exec(text) ?? [];
  const [, scope = ""] = /^ {2}scope: (\w+)$/m.exec(text) ?? [];
  const versions = [...text.matchAll(/^ {2}(?:- | {2})name: (v\w+)$/gm)].map(([, name]) => ({ name }));
  return text.replace(SPEC, `spec: ${JSON.stringify({ group, names: { kind }, scope, versions })}\n`);
};

/** An object as a program rendered it. @throws what `yaml` throws where the text was broken by a substitution */
export const parseRendered = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const value: unknown = parse(withoutSchema(text), { ...DIALECTS.kubernetes, logLevel: "error", maxAliasCount: LIMITS.aliases });
  return isRecord(value) ? value : undefined;
};
