import { expect, test } from "vitest";
import { editConfig, EMPTY_CONFIG } from "../../dev/stacks/config/edit.ts";

const edited = (text: string, path: readonly string[], value: unknown): string => editConfig(text, [{ path, value }]).text;

test("a value that is there is replaced, and everything else stays", () => {
  const text = `// ours\nimport { defineConfig } from "neotool";\nexport default defineConfig({\n  kafka: { port: 9092, /* why */ image: "apache/kafka:4.1.0" }, // kept\n});\n`;
  expect(edited(text, ["kafka", "image"], "apache/kafka:3.7.0")).toBe(text.replace("4.1.0", "3.7.0"));
});

test("a key that is not there comes behind the last one, in the form of its object", () => {
  expect(edited("export default { kafka: { port: 9092 } };", ["kafka", "autoCreateTopics"], true)).toBe("export default { kafka: { port: 9092, autoCreateTopics: true } };");
  expect(edited("export default {\n  kafka: {\n    port: 9092, // ours\n  },\n};\n", ["kafka", "autoCreateTopics"], true)).toBe("export default {\n  kafka: {\n    port: 9092, // ours\n    autoCreateTopics: true,\n  },\n};\n");
  expect(edited("export default {\n  kafka: {\n    port: 9092 // ours\n  }\n}", ["kafka", "heapMiB"], 512)).toBe("export default {\n  kafka: {\n    port: 9092, // ours\n    heapMiB: 512,\n  }\n}");
});

test("a path of which nothing is there is written whole", () => {
  expect(edited(EMPTY_CONFIG, ["kafka", "topics", "order.created"], { partitions: 3, configs: { "retention.ms": "1" } })).toBe(
    'import { defineConfig } from "neotool";\n\nexport default defineConfig({\n  kafka: { topics: { "order.created": { partitions: 3, configs: { "retention.ms": "1" } } } },\n});\n',
  );
});

test("several changes are laid over each other", () => {
  const { text, byHand } = editConfig("export default {};\n", [
    { path: ["postgres", "image"], value: "postgres:18.3" },
    { path: ["postgres", "maxConnections"], value: 100 },
    { path: ["loki", "retentionDays"], value: 31 },
  ]);
  expect(text).toBe('export default {\n  postgres: { image: "postgres:18.3", maxConnections: 100 },\n  loki: { retentionDays: 31 },\n};\n');
  expect(byHand).toEqual([]);
});

test("what stands behind a variable, a cast and quotes is found", () => {
  const text = 'const kafka = { "image": "a:1" } as const;\nexport default defineConfig({ kafka } satisfies Config);\n';
  expect(edited(text, ["kafka", "image"], "a:2")).toBe(text.replace("a:1", "a:2"));
});

test("what is computed or spread is left alone, and said", () => {
  for (const text of ["export default { ...base };", "export default { kafka: makeKafka() };", "export default make();"]) {
    const change = { path: ["kafka", "image"], value: "a:1" };
    const { text: after, byHand } = editConfig(text, [change]);
    expect([after, byHand]).toEqual([text, [change]]);
  }
});

test("a comment in an empty object stays", () => {
  expect(edited("export default {\n  // nothing yet\n};\n", ["runtime"], "k3d")).toBe('export default {\n  // nothing yet\n  runtime: "k3d",\n};\n');
});
