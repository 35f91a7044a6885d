/** What is drawn with. Marks and colours repeat what words say, so any of them may be missing. */
export interface Style {
  readonly color: boolean;
  readonly glyphs: Glyphs;
  /** How a text that is too long ends: with a sign that the library has only in Unicode, or just so. */
  readonly cut: "truncate-end" | "hard";
}

export interface Glyphs {
  readonly good: string;
  readonly bad: string;
  readonly waiting: string;
  readonly skipped: string;
  readonly selected: string;
  readonly rule: string;
  readonly bar: string;
  readonly dot: string;
  readonly caret: string;
}

const UNICODE: Glyphs = { good: "✔", bad: "✘", waiting: "·", skipped: "-", selected: "▸", rule: "─", bar: "│", dot: "·", caret: "▏" };
const ASCII: Glyphs = { good: "+", bad: "x", waiting: ".", skipped: "-", selected: ">", rule: "-", bar: "|", dot: "-", caret: "_" };

type Environment = Readonly<Record<string, string | undefined>>;

/** As libc decides it: the first of these that is set. macOS and Windows terminals are UTF-8 where nothing is said. */
const isUtf8 = (env: Environment, platform: string): boolean => {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return locale ? /utf-?8/i.test(locale) : platform !== "linux";
};

/** @param platform As Node names it: `linux`, `darwin`, `win32`. */
export const styleFor = (env: Environment, platform: string): Style => {
  const color = !env.NO_COLOR;
  return isUtf8(env, platform) ? { color, glyphs: UNICODE, cut: "truncate-end" } : { color, glyphs: ASCII, cut: "hard" };
};

/** Text that a terminal of this style can show. */
export const shown = (text: string, { glyphs }: Style): string => (glyphs === ASCII ? text.replace(/[^\x20-\x7e]/g, "?") : text);
