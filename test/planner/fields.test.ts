import { expect, test } from "vitest";
import { changedFields, fieldsOf } from "../../dev/planner/fields.ts";
import { desiredContainer } from "../support/builders.ts";

const fields = (over: Parameters<typeof desiredContainer>[1] = {}, content = "a", ports = { api: 8080 }) =>
  fieldsOf({ ...desiredContainer("kafka", over).service, files: [{ path: "/etc/kafka.ini", content, owner: { uid: 0, gid: 0 }, mode: 0o400 }] }, ports);

test("nothing changed is no change", () => {
  expect(changedFields(fields(), fields())).toEqual([]);
});

test("what changed is named field by field, with its values where they are no secret", () => {
  const before = fields({ env: { A: "1", B: "2" }, limits: { memoryMiB: 640 } });
  const now = fields({ env: { A: "9", C: "3" }, limits: { memoryMiB: 768, nofile: 4096 }, image: "kafka:2", volumes: [{ name: "data", path: "/d" }] }, "b", { api: 18080 });
  expect(changedFields(before, now)).toEqual([
    { field: "image", from: "kafka:1", to: "kafka:2" },
    { field: "env A", from: null, to: null },
    { field: "env B", from: null, to: null },
    { field: "port api", from: "8080", to: "18080" },
    { field: "file /etc/kafka.ini", from: null, to: null },
    { field: "memoryMiB", from: "640", to: "768" },
    { field: "env C", from: null, to: null },
    { field: "volume data", from: null, to: "/d" },
    { field: "nofile", from: null, to: "4096" },
  ]);
});

test("no text of a variable, a command or a file is kept, only a fingerprint", () => {
  const kept = JSON.stringify(fields({ env: { TOKEN: "visible-token" }, command: ["serve", "--key=visible-key"] }, "visible-content"));
  expect(kept).not.toContain("visible");
  expect(kept).toMatch(/"env TOKEN":"#[0-9a-f]{8}"/);
});
