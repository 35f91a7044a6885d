import { parse } from "yaml";
import { isRecord } from "../../../platform/is-record.ts";
import { LIMITS } from "../limits.ts";
import { DIALECTS } from "./options.ts";

/** The documents of what a program rendered, as text. A line that begins with three dashes is nothing else in such a text. */
export const splitRendered = (text: string): readonly string[] => text.split(/^---.*$/m).filter((part) => /^[^#\s]/m.test(part));

/** Nobody compares schemas, and they are most of the text of a large tree. */
const withoutSchema = (text: string): string => (/^kind: CustomResourceDefinition$/m.test(text) ? text.replace(/^spec:\n(?:[ \n].*\n?|- .*\n?|\n)*/m, "") : text);

/** An object as a program rendered it. @throws what `yaml` throws where the text was broken by a substitution */
export const parseRendered = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const value: unknown = parse(withoutSchema(text), { ...DIALECTS.kubernetes, logLevel: "error", maxAliasCount: LIMITS.aliases });
  return isRecord(value) ? value : undefined;
};
