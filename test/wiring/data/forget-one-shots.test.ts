import { mkdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { EMPTY_STATE, readState, writeState } from "../../../dev/instance/state.ts";
import { forgetOneShots } from "../../../dev/wiring/data/snapshot/unfinished.ts";
import { openProject } from "../../../dev/wiring/project.ts";
import { makeWorkingCopy } from "../../support/working-copy.ts";

const on = "id-of-a-container@2026-11-20T10:00:00Z";
const never = (text: string): never => {
  throw new Error(text);
};

test("what a cut-off restore has exchanged gets its one-shots again, though its container is the same and ran on: others do not", async () => {
  await using copy = await makeWorkingCopy("shop");
  const project = await openProject({ cwd: copy.path });
  await mkdir(project.directory.root, { recursive: true });
  const done = Object.fromEntries(["postgres-databases", "kafka-topics", "minio-buckets", "jwks", "vault-jwt-keys"].map((name) => [name, { hash: "h1", on }]));
  await writeState(project.directory.state, { ...EMPTY_STATE, tasks: done, ready: { postgres: on } });
  await forgetOneShots(project, { services: ["postgres", "minio"] }, never);
  const { tasks, ready } = await readState(project.directory.state, never);
  expect([Object.keys(tasks), ready]).toEqual([["kafka-topics", "vault-jwt-keys"], { postgres: on }]);
});
