import { expect, test } from "vitest";
import { formatAge, parseDuration } from "../../dev/platform/duration.ts";
import { cacheDirectory, packageRoot } from "../../dev/platform/package-root.ts";
import { isAtLeast, versionIn } from "../../dev/platform/version.ts";
import { projectRoot } from "../support/cli.ts";

test("durations are a number and a unit", () => {
  expect(["90s", "10m", "2h", "3d", " 5s "].map(parseDuration)).toEqual([90_000, 600_000, 7_200_000, 259_200_000, 5_000]);
  expect(["", "10", "m", "1.5h", "-1s", "1w", "10 m", "1h30m"].map(parseDuration)).toEqual(Array(8).fill(undefined));
});

test("an age is told in the two units that matter", () => {
  expect([0, 12_400, 59_499, 60_000, 3_599_000, 3_600_000, 90_000_000, -5].map(formatAge)).toEqual(["0 s", "12 s", "59 s", "1 min", "59 min", "1 h 0 min", "1 d 1 h", "0 s"]);
});

test("a version is found in what programs say of themselves", () => {
  const answers = [
    "go version go1.26.8 linux/amd64",
    "\u001b[1mApache Maven 3.8.7\u001b[0m\nMaven home: /usr/share/maven",
    'openjdk 21.0.5 2024-10-15\nOpenJDK Runtime Environment (build 21.0.5+11)',
    "Docker version 20.10.24+dfsg1, build 297e128",
    "mmdebstrap 1.3.5",
    "Debian 'dpkg-deb' package archive backend version 1.21.22 (amd64).",
    "tool 7",
  ];
  expect(answers.map(versionIn)).toEqual(["1.26.8", "3.8.7", "21.0.5", "20.10.24", "1.3.5", "1.21.22", "7"]);
  expect(versionIn("no number here")).toBeUndefined();
});

test("versions are compared number by number, and a missing number is nought", () => {
  expect(isAtLeast("1.26.8", "1.25.3")).toBe(true);
  expect(isAtLeast("1.9.9", "1.10.0")).toBe(false);
  expect(isAtLeast("24.0.0", "22.22.0")).toBe(true);
  expect(isAtLeast("21", "8")).toBe(true);
  expect(isAtLeast("1.24", "1.24.0")).toBe(true);
  expect(isAtLeast("1.24", "1.24.1")).toBe(false);
});

test("the package's own folder is found from its sources", () => {
  expect(packageRoot).toBe(projectRoot);
});

test("the cache is where XDG says, unless that is no absolute path", () => {
  expect(cacheDirectory({ XDG_CACHE_HOME: "/var/cache/me" }, "/home/me")).toBe("/var/cache/me/neotool");
  expect([{}, { XDG_CACHE_HOME: "" }, { XDG_CACHE_HOME: "cache" }].map((env) => cacheDirectory(env, "/home/me"))).toEqual(Array(3).fill("/home/me/.cache/neotool"));
});
