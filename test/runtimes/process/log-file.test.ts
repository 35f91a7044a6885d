import { fstatSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { ROTATE_BYTES } from "../../../dev/runtimes/process/log-files.ts";
import { openLogFile } from "../../../dev/runtimes/process/supervisor/log-file.ts";
import { tempDir } from "../../support/temp-dir.ts";

test("a next file that cannot be made loses lines, and neither files that are open nor what is written when it can be made again", async () => {
  await using dir = await tempDir();
  const log = openLogFile(dir.file("logs"), "app", () => {});
  rmSync(dir.file("logs"), { recursive: true });
  log.write(`${"x".repeat(ROTATE_BYTES)}\n`);
  log.write("lost\n");
  const other = openSync(dir.file("other"), "w");
  log.write("lost\n");
  expect(fstatSync(other).isFile()).toBe(true);
  expect(log.lost()).toBe(2);
  mkdirSync(dir.file("logs"));
  log.write("goes on\n");
  log.close();
  expect(readdirSync(dir.file("logs"))).toEqual(["app.log"]);
  expect(readFileSync(dir.file("logs/app.log"), "utf8")).toBe("goes on\n");
});
