import { chmod, readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { clipboardPrograms, copyText } from "../../../dev/cli/terminal/copy.ts";
import { tempDir } from "../../support/temp-dir.ts";

const names = (env: Readonly<Record<string, string>>, platform: string) => clipboardPrograms(env, platform).map(({ program }) => program);

test("the desktop's own program is asked, and over SSH none: that clipboard is elsewhere", () => {
  expect(names({}, "darwin")).toEqual(["pbcopy"]);
  expect(names({ WAYLAND_DISPLAY: "wayland-0", DISPLAY: ":0" }, "linux")).toEqual(["wl-copy", "xsel", "xclip"]);
  expect(names({ WSL_DISTRO_NAME: "Debian" }, "linux")).toEqual(["clip.exe"]);
  expect(names({ SSH_CONNECTION: "1.2.3.4 5 6.7.8.9 22", DISPLAY: ":0" }, "linux")).toEqual([]);
  expect(names({}, "linux")).toEqual([]);
});

test("without one the terminal is asked, by OSC 52", async () => {
  let written = "";
  expect(await copyText("127.0.0.1:9092", {}, "linux", (text) => (written += text))).toBe("by the terminal (OSC 52), where it allows that");
  expect(written).toBe(`\u001b]52;c;${Buffer.from("127.0.0.1:9092").toString("base64")}\u0007`);
});

test("a program that fails is passed over, and the one that worked is named", async () => {
  await using bin = await tempDir();
  const program = async (name: string, script: string) => {
    await writeFile(bin.file(name), `#!/bin/sh\n${script}\n`);
    await chmod(bin.file(name), 0o755);
  };
  await program("wl-copy", "exit 1");
  // As the real one does, it leaves a process behind that holds what it was given to write to.
  await program("xsel", `cat > ${bin.file("clipboard")}; sleep 3 &`);
  const path = process.env.PATH;
  process.env.PATH = `${bin.path}:${path}`;
  try {
    const before = performance.now();
    expect(await copyText("127.0.0.1:9092", { PATH: bin.path, WAYLAND_DISPLAY: "w", DISPLAY: ":0" }, "linux", () => {})).toBe("by xsel");
    expect(performance.now() - before).toBeLessThan(2_000);
  } finally {
    process.env.PATH = path;
  }
  expect(await readFile(bin.file("clipboard"), "utf8")).toBe("127.0.0.1:9092");
});
