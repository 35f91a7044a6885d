import { expect, test } from "vitest";
import { commandFor, fittingHotkeys, hotkeysOf, keyNames, type KeyPress, type Mode } from "../../dev/ui/hotkeys.ts";

const NOTHING: KeyPress = { upArrow: false, downArrow: false, pageUp: false, pageDown: false, home: false, end: false, return: false, escape: false, tab: false, backspace: false, delete: false, ctrl: false };
const MODES: readonly Mode[] = ["up", "instance"];

test.each(MODES)("no key means two things (%s)", (mode) => {
  const keys = hotkeysOf(mode).flatMap((hotkey) => hotkey.keys);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

test("Ctrl+C and q interrupt a run, and leave an instance alone", () => {
  expect(["ctrl+c", "q", "d"].map((key) => commandFor(key, "up"))).toEqual(["interrupt", "interrupt", "detach"]);
  expect(["ctrl+c", "q", "d"].map((key) => commandFor(key, "instance"))).toEqual(["detach", "detach", "detach"]);
});

test("while a run goes on nothing can be restarted, entered, destroyed, saved, restored or seeded", () => {
  const keys = ["r", "s", "x", "v", "z", "i"];
  expect(keys.flatMap((key) => commandFor(key, "up") ?? [])).toEqual([]);
  expect(keys.map((key) => commandFor(key, "instance"))).toEqual(["restart", "shell", "wipe", "save", "restore", "seed"]);
});

test("keys have one name each, also where several come in one piece", () => {
  expect(keyNames("", { ...NOTHING, upArrow: true })).toEqual(["up"]);
  expect(keyNames("c", { ...NOTHING, ctrl: true })).toEqual(["ctrl+c"]);
  expect(keyNames("/ab\r", NOTHING)).toEqual(["/", "a", "b", "return"]);
  expect(keyNames("x\u0003", NOTHING)).toEqual(["x", "ctrl+c"]);
});

test("the narrower the line, the fewer keys; how to leave is the last to go", () => {
  const shown = (mode: Mode, columns: number) => fittingHotkeys(hotkeysOf(mode), columns).map(({ label }) => label).join(" ");
  expect(shown("instance", 80)).toBe("enter / u r s ? d q");
  expect(shown("instance", 40)).toBe("r ? d q");
  expect(shown("instance", 20)).toBe("? q");
  expect(shown("instance", 8)).toBe("q");
  expect(shown("up", 40)).toBe("? d q");
});
