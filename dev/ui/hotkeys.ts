/** `up`: a run that ends by itself. `instance`: a look at what runs, for as long as one likes. */
export type Mode = "up" | "instance";

export type UiCommand =
  | "select-previous"
  | "select-next"
  | "toggle-filter"
  | "search"
  | "scroll-up"
  | "scroll-down"
  | "page-up"
  | "page-down"
  | "oldest"
  | "follow"
  | "error"
  | "usage"
  | "restart"
  | "copy"
  | "shell"
  | "wipe"
  | "save"
  | "restore"
  | "seed"
  | "keys"
  | "back"
  | "detach"
  | "interrupt";

/** A key as people read of it. */
export interface KeyHint {
  /** How the key is written on the screen. */
  readonly label: string;
  readonly does: string;
  /** In the line at the bottom, the smallest first to be given a place. Without one it is only among all keys (`?`). */
  readonly place?: number;
}

export interface Hotkey extends KeyHint {
  /** As {@link keyNames} names them. */
  readonly keys: readonly string[];
  readonly command: UiCommand;
  /** @default both */
  readonly mode?: Mode;
}

/** Every key. The line at the bottom, the page of all keys and what a key does are read from here. */
const HOTKEYS: readonly Hotkey[] = [
  { keys: ["up"], label: "up", does: "the service above", command: "select-previous" },
  { keys: ["down", "tab"], label: "down", does: "the service below", command: "select-next" },
  { keys: ["return"], label: "enter", does: "its log", command: "toggle-filter", place: 6 },
  { keys: ["/"], label: "/", does: "search", command: "search", place: 7 },
  { keys: ["k"], label: "k", does: "log: a line up", command: "scroll-up" },
  { keys: ["j"], label: "j", does: "log: a line down", command: "scroll-down" },
  { keys: ["pageup", "b"], label: "pgup", does: "log: a page up", command: "page-up" },
  { keys: ["pagedown", " "], label: "pgdn", does: "log: a page down", command: "page-down" },
  { keys: ["home", "g"], label: "g", does: "log: the oldest line", command: "oldest" },
  { keys: ["end", "G", "f"], label: "f", does: "log: follow", command: "follow", place: 12 },
  { keys: ["e"], label: "e", does: "error", command: "error", place: 11 },
  { keys: ["u"], label: "u", does: "usage", command: "usage", mode: "instance", place: 5 },
  { keys: ["r"], label: "r", does: "restart", command: "restart", mode: "instance", place: 3 },
  { keys: ["c"], label: "c", does: "copy", command: "copy", place: 10 },
  { keys: ["s"], label: "s", does: "shell", command: "shell", mode: "instance", place: 4 },
  { keys: ["v"], label: "v", does: "snapshot", command: "save", mode: "instance", place: 8 },
  { keys: ["z"], label: "z", does: "restore", command: "restore", mode: "instance", place: 9 },
  { keys: ["i"], label: "i", does: "seed", command: "seed", mode: "instance", place: 13 },
  { keys: ["x"], label: "x", does: "destroy its data (asks)", command: "wipe", mode: "instance" },
  { keys: ["escape"], label: "esc", does: "back", command: "back" },
  { keys: ["?", "h"], label: "?", does: "keys", command: "keys", place: 1 },
  { keys: ["d"], label: "d", does: "lines instead", command: "detach", mode: "up", place: 2 },
  { keys: ["d"], label: "d", does: "detach", command: "detach", mode: "instance", place: 2 },
  { keys: ["q", "ctrl+c"], label: "q", does: "interrupt", command: "interrupt", mode: "up", place: 0 },
  { keys: ["q", "ctrl+c"], label: "q", does: "quit", command: "detach", mode: "instance", place: 0 },
];

export const hotkeysOf = (mode: Mode): readonly Hotkey[] => HOTKEYS.filter((hotkey) => hotkey.mode === undefined || hotkey.mode === mode);

export const commandFor = (key: string, mode: Mode): UiCommand | undefined => hotkeysOf(mode).find(({ keys }) => keys.includes(key))?.command;

/** What a terminal library says of a key press. */
export interface KeyPress {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly pageUp: boolean;
  readonly pageDown: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly ctrl: boolean;
}

const NAMED: readonly (readonly [keyof KeyPress, string])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "return"],
  ["escape", "escape"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
];

/** One word for each key: `up`, `ctrl+c`, `r`. Keys that were pressed quickly, or pasted, come in one piece. */
export const keyNames = (input: string, press: KeyPress): readonly string[] => {
  const named = NAMED.find(([flag]) => press[flag])?.[1];
  if (named !== undefined) return [named];
  if (press.ctrl) return [`ctrl+${input}`];
  return [...input].map((letter) => (letter === "\r" || letter === "\n" ? "return" : letter === "\u0003" ? "ctrl+c" : letter));
};

/** The keys that fit into a line, in the order of their table: those with the best place first get room. */
export const fittingHotkeys = <H extends KeyHint>(hotkeys: readonly H[], columns: number): readonly H[] => {
  const placed = hotkeys.filter(({ place }) => place !== undefined);
  const byPlace = [...placed].sort((a, b) => (a.place ?? 0) - (b.place ?? 0));
  const fitting = new Set<H>();
  let used = 1;
  for (const hotkey of byPlace) {
    const width = hotkey.label.length + 1 + hotkey.does.length + 2;
    if (used + width - 2 > columns) continue;
    used += width;
    fitting.add(hotkey);
  }
  return placed.filter((hotkey) => fitting.has(hotkey));
};
