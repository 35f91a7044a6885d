import { parseDocument } from "yaml";
import en from "zod/v4/locales/en.js";
import * as z from "zod/mini";
import { FLAG_TYPES, type FeatureFlag } from "../feature-flags/flag.ts";
import { placeOf, syntaxProblems } from "./place-of.ts";
import type { FileProblem } from "./problem.ts";

z.config(en()); // the small build says "Invalid input" and nothing more

const share = z.int().check(z.minimum(0, "0 to 100"), z.maximum(100, "0 to 100"));
const WHOLE = 100;

const constraint = z.strictObject({ contextName: z.string(), operator: z.string(), values: z._default(z.array(z.string()), []) });

const flag = z.strictObject({
  description: z._default(z.string(), ""),
  type: z._default(z.enum(FLAG_TYPES), "release"),
  enabled: z._default(z.boolean(), false),
  rollout: z._default(share, WHOLE),
  variants: z._default(
    z.record(z.string(), share).check(z.refine((shares) => Object.values(shares).reduce((sum, one) => sum + one, 0) === WHOLE, "the shares must be 100 together")),
    {},
  ),
  strategies: z._default(z.array(z.strictObject({ name: z.string(), parameters: z._default(z.record(z.string(), z.string()), {}), constraints: z._default(z.array(constraint), []) })), []),
});

/** As Unleash takes names: they become part of an address. */
const name = z.string().check(z.regex(/^[A-Za-z0-9._~-]{1,100}$/, "a flag's name is letters, digits and . _ ~ -, at most 100"));
const file = z.record(name, z.nullable(flag));

/** Of a name that is none, what is wrong with it is one level down. */
const wordsOf = (issue: z.core.$ZodIssue): string => (issue.code === "invalid_key" ? issue.issues.map(({ message }) => message).join(", ") : issue.message);

export interface ReadFlags {
  readonly flags: readonly FeatureFlag[];
  readonly problems: readonly FileProblem[];
}

/** Pure. The flags of a file, and everything in it that Unleash would not take, as far as it can be told without Unleash. */
export const readFlags = (text: string): ReadFlags => {
  const document = parseDocument(text);
  if (document.errors.length > 0) return { flags: [], problems: syntaxProblems(document, text) };
  const read = z.safeParse(file, document.toJS() ?? {});
  if (!read.success) return { flags: [], problems: read.error.issues.map((issue) => ({ at: placeOf(document, issue.path, text), text: `${issue.path.join(".") || "the file"}: ${wordsOf(issue)}` })) };
  return { flags: Object.entries(read.data).map(([called, one]) => ({ name: called, ...(one ?? z.parse(flag, {})) })), problems: [] };
};
