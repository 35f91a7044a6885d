import { expect, test } from "vitest";
import { browsersFor } from "../../dev/platform/browser.ts";

const URL = "http://127.0.0.1:9001";
const programs = (platform: NodeJS.Platform, env: Readonly<Record<string, string>>) => browsersFor(URL, { platform, env }).map(({ program, args }) => [program, ...args].join(" "));

test("each system has its own way to a browser", () => {
  expect(programs("darwin", {})).toEqual([`open ${URL}`]);
  expect(programs("linux", { DISPLAY: ":0" })).toEqual([`xdg-open ${URL}`]);
  expect(programs("linux", { WAYLAND_DISPLAY: "wayland-0" })).toEqual([`xdg-open ${URL}`]);
  expect(programs("linux", { WSL_DISTRO_NAME: "Debian", DISPLAY: ":0" })).toEqual([`wslview ${URL}`, `xdg-open ${URL}`]);
});

test("where nobody would see it, no browser is opened", () => {
  expect(programs("linux", {})).toEqual([]);
  expect(programs("linux", { DISPLAY: ":0", CI: "true" })).toEqual([]);
  expect(programs("darwin", { SSH_CONNECTION: "10.0.0.1 22" })).toEqual([]);
});
