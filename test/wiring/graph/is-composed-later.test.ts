import { expect, test } from "vitest";
import { applications } from "../../../dev/stacks/applications.ts";
import { isComposedLater } from "../../../dev/wiring/graph/is-composed-later.ts";

const app = (port?: number) => applications({ app: { command: "run", cwd: ".", port, env: {}, restart: "never", watch: [], dependsOn: {} } }, []);
const subgraphs = (url: string, schema?: string) => ({ subgraphs: { app: { url, schema } } });

test("a graph of services that this run starts is composed after them, any other one before", () => {
  expect(isComposedLater(subgraphs("http://localhost:8081/graphql"), app(8081))).toBe(true);
  expect(isComposedLater(subgraphs("http://localhost:8081/graphql"), [])).toBe(false);
  expect(isComposedLater(subgraphs("http://localhost:8081/graphql"), app(3000))).toBe(false);
  expect(isComposedLater(subgraphs("http://localhost/graphql"), app())).toBe(false);
});

test("a schema that is a file is there before its service", () => {
  expect(isComposedLater(subgraphs("http://localhost:8081/graphql", "app.graphql"), app(8081))).toBe(false);
});
