import { tsPlugin } from "@sveltejs/acorn-typescript";
import { Parser, type AnyNode, type Expression, type Program } from "acorn";

/** Line from 1, column from 1, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type ParsedConfig =
  | { readonly ok: true; locate(path: readonly PropertyKey[]): Position }
  | { readonly ok: false; readonly message: string; readonly at: Position };

/** Reads the file's structure, only to say where something stands. */
export const parseConfig = (source: string): ParsedConfig => {
  try {
    const program = Parser.extend(tsPlugin()).parse(source, { sourceType: "module", ecmaVersion: "latest", locations: true });
    return { ok: true, locate: (path) => locate(program, path) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const [, message = error.message, line = "1", column = "0"] = /^(.*) \((\d+):(\d+)\)$/.exec(error.message) ?? [];
    return { ok: false, message, at: { line: Number(line), column: Number(column) + 1 } };
  }
};

/** The key that the path ends at, or the deepest part of it that is written in the file as an object literal. */
const locate = (program: Program, path: readonly PropertyKey[]): Position => {
  const exported = program.body.find((node) => node.type === "ExportDefaultDeclaration");
  let node: AnyNode | undefined = exported && unwrap(exported.declaration, program);
  let position = positionOf(node ?? exported);
  for (const key of path) {
    const next = node && child(node, key);
    if (!next) break;
    position = positionOf(next.at);
    node = unwrap(next.value, program);
  }
  return position;
};

const positionOf = (node: AnyNode | undefined): Position => ({
  line: node?.loc?.start.line ?? 1,
  column: (node?.loc?.start.column ?? 0) + 1,
});

const child = (node: AnyNode, key: PropertyKey): { readonly at: AnyNode; readonly value: AnyNode } | undefined => {
  if (node.type === "ArrayExpression") {
    const element = node.elements[Number(key)];
    return element ? { at: element, value: element } : undefined;
  }
  if (node.type !== "ObjectExpression") return undefined;
  for (const property of node.properties) {
    if (property.type !== "Property") continue;
    const { key: name } = property;
    const written = name.type === "Identifier" ? name.name : name.type === "Literal" ? String(name.value) : undefined;
    if (written === String(key)) return { at: name, value: property.value };
  }
  return undefined;
};

/** Looks through `defineConfig(…)`, `… satisfies Config`, `… as Config` and a variable, to the literal behind them. */
export const unwrap = (node: AnyNode, program: Program): AnyNode => {
  if (node.type === "CallExpression" && node.arguments[0]) return unwrap(node.arguments[0], program);
  const inner = typedExpression(node);
  if (inner) return unwrap(inner, program);
  if (node.type !== "Identifier") return node;
  for (const statement of program.body) {
    if (statement.type !== "VariableDeclaration") continue;
    const found = statement.declarations.find(({ id }) => id.type === "Identifier" && id.name === node.name);
    if (found?.init) return unwrap(found.init, program);
  }
  return node;
};

/** acorn's types do not know TypeScript's nodes, which all hold the expression that they dress. */
const typedExpression = (node: object): Expression | undefined =>
  "type" in node && String(node.type).startsWith("TS") && "expression" in node && isExpression(node.expression) ? node.expression : undefined;

const isExpression = (value: unknown): value is Expression => typeof value === "object" && value !== null && "type" in value;
