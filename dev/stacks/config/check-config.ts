import { relative } from "node:path";
import * as z from "zod/mini";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import { closest } from "../../platform/closest.ts";
import { importOwn, placeOf } from "../../platform/import-own.ts";
import type { ParsedConfig, Position } from "./locate.ts";
import { configSchema, type CheckedConfig } from "./schema.ts";
import { unreadIn, type Unread } from "./unread.ts";

/**
 * Evaluates a config file and holds it against the schema.
 *
 * @param path Absolute path of the file.
 * @param source Its text.
 * @param self URL of this package's entry.
 * @throws {DevError} `CONFIG_INVALID` with every problem and its file:line:column.
 */
export const checkConfig = async (path: string, source: string, self: string): Promise<CheckedConfig> => {
  const shown = relative(process.cwd(), path) || path;
  // A parser that knows places, a fifth of what attaching takes: for whoever has something to say about one.
  const locate = async (): Promise<Located> => {
    const parsed = (await import("./locate.ts")).parseConfig(source);
    if (!parsed.ok) throw invalid(shown, [`${shown}:${parsed.at.line}:${parsed.at.column} ${parsed.message}`]);
    return parsed;
  };
  const value = await evaluate(path, shown, self).catch(async (error: unknown) => {
    await locate();
    throw error;
  });
  const { result, unread } = read(value, path, shown);
  if (result.success && unread.length === 0) return result.data;
  const parsed = await locate();
  const issues = result.success ? [] : result.error.issues;
  const unsaid = unread.filter(({ path: at }) => !issues.some(({ path: other }) => at.join() === other.join()));
  const problems = [...unsaid.map(({ path: at, message }) => problemAt(at, `: ${message}`, parsed)), ...issues.flatMap((issue) => describe(issue, parsed))];
  throw invalid(shown, problems.sort(byPlace).map(({ at, text }) => `${shown}:${at.line}:${at.column} ${text}`));
};

/** As one reads the file. */
const byPlace = (a: Problem, b: Problem): number => a.at.line - b.at.line || a.at.column - b.at.column;

const invalid = (shown: string, evidence: readonly string[], cause?: unknown): DevError =>
  new DevError("CONFIG_INVALID", `${shown} has ${evidence.length === 1 ? "a problem" : `${evidence.length} problems`}`, {
    hint: "Mend the lines above; nothing was touched. The keys are listed in docs/configuration.md.",
    evidence,
    cause,
  });

const evaluate = async (path: string, shown: string, self: string): Promise<unknown> => {
  const module = await importOwn(path, self).catch((cause: unknown) => {
    throw invalid(shown, [`${placeOf(cause, path, shown)} ${rootMessage(cause)}`], cause);
  });
  if (module.default === undefined) throw invalid(shown, [`${shown}:1:1 it has no default export: write "export default defineConfig({ … })"`]);
  return module.default;
};

/** Reading a getter runs code of the file, too. */
const read = (value: unknown, path: string, shown: string): { readonly result: ReturnType<typeof z.safeParse<typeof configSchema>>; readonly unread: readonly Unread[] } => {
  try {
    return { result: z.safeParse(configSchema, value), unread: unreadIn(value) };
  } catch (cause) {
    throw invalid(shown, [`${placeOf(cause, path, shown)} ${rootMessage(cause)}`], cause);
  }
};

type Located = Extract<ParsedConfig, { ok: true }>;

interface Problem {
  readonly at: Position;
  readonly text: string;
}

const problemAt = (path: readonly PropertyKey[], text: string, file: Located): Problem => ({ at: file.locate(path), text: `${path.map(String).join(".") || "the config"}${text}` });

const describe = (issue: z.core.$ZodIssue, file: Located): readonly Problem[] => {
  const problem = (path: readonly PropertyKey[], text: string): Problem => problemAt(path, text, file);
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(issue.path);
    return issue.keys.map((key) => {
      const meant = closest(key, known);
      return problem([...issue.path, key], ` is not a known key${meant === undefined ? "" : `; did you mean "${meant}"?`}`);
    });
  }
  if (issue.code === "invalid_key") return [problem(issue.path, ` is not a valid name: ${issue.issues.map(({ message }) => message).join(", ")}`)];
  return [problem(issue.path, `: ${issue.message}`)];
};

/** The keys that stand where an unknown one was found. */
const knownKeys = (path: readonly PropertyKey[]): readonly string[] => {
  let schema: unknown = configSchema;
  for (const key of path) schema = step(schema, String(key));
  return Object.keys(shapeOf(schema) ?? {});
};

const inner = (schema: unknown): unknown =>
  schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault ? inner(schema.def.innerType) : schema;

const shapeOf = (schema: unknown): Readonly<Record<string, unknown>> | undefined => {
  const unwrapped = inner(schema);
  return unwrapped instanceof z.ZodMiniObject ? unwrapped.def.shape : undefined;
};

const step = (schema: unknown, key: string): unknown => {
  const unwrapped = inner(schema);
  return unwrapped instanceof z.ZodMiniRecord ? unwrapped.def.valueType : shapeOf(unwrapped)?.[key];
};
