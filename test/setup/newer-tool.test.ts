import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { newerFromDebian } from "../../dev/setup/newer-tool.ts";
import { failureOf } from "../support/failure.ts";
import { tempDir } from "../support/temp-dir.ts";

const getting = async (script: string) => {
  await using folder = await tempDir();
  await writeFile(folder.file("get.sh"), script);
  return await newerFromDebian("go", "/cache", new AbortController().signal, folder.file("get.sh"));
};

test("a newer program is got into a folder of its own, and the last line says what to put before PATH", async () => {
  expect(await getting('echo "unpacking $1 into $2"; echo "$2/usr/lib/go-1.26/bin"')).toBe("/cache/tools/go/usr/lib/go-1.26/bin");
});

test("a script that says nothing has got nothing", async () => {
  expect(await failureOf(getting("true"))).toMatchObject({ code: "TOOL_MISSING", message: "A newer go could not be had from Debian" });
});

test("a script that fails leaves its last lines, and what to do instead", async () => {
  expect(await failureOf(getting("echo 'error: no mirror' >&2; exit 3"))).toMatchObject({ code: "COMMAND_FAILED", evidence: ["error: no mirror"], hint: expect.stringContaining("Install a newer go yourself") });
});
