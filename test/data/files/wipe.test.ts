import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { fileWiper } from "../../../dev/data/files/wipe.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { until } from "../../support/until.ts";

/** A service with a file in its volume, and a shell of this machine in place of its container's. */
const serviceThatEndsBy = async (script: string) => {
  const home = await tempDir();
  const path = join(home.path, "data");
  const folder = join(path, ".exchange");
  await mkdir(path);
  await writeFile(join(path, "samples"), "1");
  const exec = async (_service: string, { command: [program = "", ...args] }: { readonly command: readonly string[] }) => {
    const { exitCode = 1, stdout, stderr } = await execa(program, args, { reject: false });
    return { exitCode, stdout, stderr };
  };
  const renewal = { command: ["sh", "-c", script, "sh", path, join(home.path, "seen")], folder };
  const wiper = fileWiper({ ...fakeRuntime(), exec }, { service: "loki", path, renewal });
  return { path, wiper, seen: () => readFile(join(home.path, "seen"), "utf8"), [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() };
};
const signal = new AbortController().signal;

test("when a service is ended for a wipe, its volume says so, for the start after an end of the container; afterwards nothing is left", async () => {
  await using loki = await serviceThatEndsBy('ls "$1" "$1/.exchange" > "$2"');
  await loki.wiper.wipe(signal);
  expect((await loki.seen()).split("\n")).toEqual(expect.arrayContaining(["samples", "wipe"]));
  expect([await loki.wiper.left(signal), await readdir(loki.path)]).toEqual([[], []]);
});

test("a disk that is too full for the folder that says so is emptied first", async () => {
  await using loki = await serviceThatEndsBy('echo "$(ls "$1")" >> "$2"; [ ! -e "$1/samples" ] || { echo "No space left on device" >&2; exit 1; }');
  await loki.wiper.wipe(signal);
  expect(await loki.seen()).toBe("samples\n\n");
  expect([await loki.wiper.left(signal), await readdir(loki.path)]).toEqual([[], []]);
});

test("a wipe waits for the one before, of a command that is dead: neither takes away what was begun after the other", async () => {
  await using loki = await serviceThatEndsBy('echo "ended with $(ls "$1")" >> "$2"; sleep 0.5');
  const orphan = loki.wiper.wipe(signal);
  await until("it has ended the service", async () => (await loki.seen().catch(() => "")) !== "");
  const next = loki.wiper.wipe(signal);
  await orphan;
  await writeFile(join(loki.path, "written since"), "1");
  await next;
  expect(await loki.seen()).toBe("ended with samples\nended with written since\n");
  expect(await readdir(loki.path)).toEqual([]);
});
