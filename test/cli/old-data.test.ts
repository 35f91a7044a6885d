import { expect, test } from "vitest";
import { oldDataAnswer, oldDataQuestion } from "../../dev/cli/old-data.ts";

const POSTGRES = { service: "postgres", why: "The volume postgres-data holds data of Postgres 17; this stack runs Postgres 18", canUpgrade: true };
const MINIO = { service: "minio", why: 'The volume minio-data is written in MinIO\'s form "fs"', canUpgrade: false };

test("what is the matter is said, and what may become of it", () => {
  expect(oldDataQuestion([POSTGRES])).toBe(
    [
      POSTGRES.why,
      "  k  keep it as it is, and end here",
      "  u  upgrade: begin anew and take the data over; what is there stays as a snapshot",
      "  r  reset: begin anew; what is there stays as a snapshot",
      "[k/u/r] ",
    ].join("\n"),
  );
});

test("what cannot be taken over is not offered to be, nor is it done", () => {
  expect(oldDataQuestion([POSTGRES, MINIO])).not.toContain("upgrade");
  expect(oldDataAnswer("u", [POSTGRES, MINIO])).toBe("keep");
});

test.each([["u", "upgrade"], ["R", "reset"], [" reset ", "reset"], ["k", "keep"], ["", "keep"], ["yes", "keep"]])("%j means %s", (text, choice) => {
  expect(oldDataAnswer(text, [POSTGRES])).toBe(choice);
});
