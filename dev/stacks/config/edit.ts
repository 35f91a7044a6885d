import { tsPlugin } from "@sveltejs/acorn-typescript";
import { Parser, type AnyNode, type ObjectExpression, type Program } from "acorn";
import { unwrap } from "./locate.ts";

/** A key that is to have a value. */
export interface ConfigChange {
  readonly path: readonly string[];
  /** Of JSON's kinds. */
  readonly value: unknown;
}

/** A text with the changes in it, and those that could not be put in: what is computed cannot be edited. */
export interface EditedConfig {
  readonly text: string;
  readonly byHand: readonly ConfigChange[];
}

/** Where nothing is written yet. */
export const EMPTY_CONFIG = 'import { defineConfig } from "neotool";\n\nexport default defineConfig({});\n';

const INDENT = "  ";

/** As somebody would write it: names without quotes where they need none. */
export const literal = (value: unknown, indent: string): string => {
  if (Array.isArray(value)) return `[${value.map((item) => literal(item, indent)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? "{}" : `{ ${entries.map(([key, inner]) => `${nameOf(key)}: ${literal(inner, indent)}`).join(", ")} }`;
};

const nameOf = (key: string): string => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key));

const valueIn = (object: ObjectExpression, key: string): AnyNode | undefined => {
  for (const property of object.properties) {
    if (property.type !== "Property" || property.computed) continue;
    const { key: name } = property;
    const written = name.type === "Identifier" ? name.name : name.type === "Literal" ? String(name.value) : undefined;
    if (written === key) return property.value;
  }
  return undefined;
};

/** A new property behind the last one of an object, in the form that the object has. */
const appended = (text: string, object: ObjectExpression, key: string, value: string): string => {
  const last = object.properties.at(-1);
  const inner = text.slice(object.start, object.end);
  const isSpread = inner.includes("\n") || object.properties.length === 0;
  const lineStart = text.lastIndexOf("\n", object.start) + 1;
  const outer = /^\s*/.exec(text.slice(lineStart))?.[0] ?? "";
  const property = `${nameOf(key)}: ${value}`;
  if (!last) {
    const comments = text.slice(object.start + 1, object.end - 1).trimEnd();
    return `${text.slice(0, object.start)}{${comments}\n${outer}${INDENT}${property},\n${outer}}${text.slice(object.end)}`;
  }
  const indent = /^\s*/.exec(text.slice(text.lastIndexOf("\n", last.start) + 1))?.[0] ?? "";
  // A comma that is there already stands between the last property and the end, perhaps behind a comment.
  const rest = text.slice(last.end, object.end - 1);
  const comma = /^\s*,/.exec(rest.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => " ".repeat(comment.length)))?.[0].length ?? 0;
  const at = last.end + comma;
  const joint = comma > 0 ? "" : ",";
  if (!isSpread) return `${text.slice(0, at)}${joint} ${property}${text.slice(at)}`;
  // Behind a comment on the same line.
  const lineEnd = /^[^\n]*?(?=\n|$)/.exec(text.slice(at, object.end - 1))?.[0].length ?? 0;
  return `${text.slice(0, at)}${joint}${text.slice(at, at + lineEnd)}\n${indent}${property},${text.slice(at + lineEnd)}`;
};

const rootOf = (program: Program): AnyNode | undefined => {
  const exported = program.body.find((node) => node.type === "ExportDefaultDeclaration");
  return exported && unwrap(exported.declaration, program);
};

const parse = (text: string): Program => Parser.extend(tsPlugin()).parse(text, { sourceType: "module", ecmaVersion: "latest", locations: true });

/** `{ a: { b: value } }` for the part of a path that is not there. */
const nested = (path: readonly string[], value: unknown): unknown => path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);

const edit = (text: string, { path, value }: ConfigChange): string | undefined => {
  const program = parse(text);
  let node = rootOf(program);
  for (const [index, key] of path.entries()) {
    if (node?.type !== "ObjectExpression") return undefined;
    const found = valueIn(node, key);
    const isLast = index === path.length - 1;
    if (!found) {
      // What is spread in may have the key, and would be hidden.
      if (node.properties.some(({ type }) => type === "SpreadElement")) return undefined;
      return appended(text, node, key, literal(nested(path.slice(index + 1), value), INDENT));
    }
    if (isLast) return `${text.slice(0, found.start)}${literal(value, INDENT)}${text.slice(found.end)}`;
    node = unwrap(found, program);
  }
  return undefined;
};

/**
 * Puts values into a config file by its structure: everything else stays as it is, comments and form among it.
 *
 * @param text Of a file that has been checked.
 */
export const editConfig = (text: string, changes: readonly ConfigChange[]): EditedConfig => {
  const byHand: ConfigChange[] = [];
  let edited = text;
  for (const change of changes) {
    const next = edit(edited, change);
    if (next === undefined) byHand.push(change);
    else edited = next;
  }
  return { text: edited, byHand };
};
