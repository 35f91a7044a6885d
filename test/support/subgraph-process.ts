import { join } from "node:path";
import { projectRoot } from "./cli.ts";
import { realProcess } from "./node-process.ts";

/** A service of `subgraph-app.ts` that runs. @param schema Path of its schema. */
export const subgraphProcess = async (kind: "accounts" | "orders", schema: string, env: Readonly<Record<string, string>> = {}) => {
  const app = realProcess(process.execPath, [join(projectRoot, "test/support/subgraph-app.ts"), kind, schema], env);
  return { url: `http://localhost:${await app.line()}/graphql`, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
};
