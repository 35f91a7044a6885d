/** A function of Flux's substitution: what is made of a variable's value. */
export type VariableFunction = (value: string, args: readonly string[]) => string;

const literally = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** A pattern of a shell (`*`, `?`, `[…]`) for a whole text; as in a path, `*` and `?` stop at a slash. */
const wholeText = (glob: string): RegExp => {
  const body = glob.replaceAll(/\*|\?|\[\^?[^\]]+\]|\\?[\s\S]/g, (part) => {
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.length > 1 && part.startsWith("[")) return part;
    return literally(part.startsWith("\\") && part.length > 1 ? part.slice(1) : part);
  });
  return new RegExp(`^${body}$`, "s");
};

/** The beginnings of a text that a pattern matches, the longest first. */
const matchingStarts = (text: string, glob: string): readonly string[] => {
  const pattern = wholeText(glob);
  return Array.from({ length: text.length }, (_, cut) => text.slice(0, text.length - cut)).filter((start) => pattern.test(start));
};

const reversed = (text: string): string => [...text].reverse().join("");

const trimStart = (text: string, glob: string, which: "shortest" | "longest"): string => text.slice(matchingStarts(text, glob).at(which === "longest" ? 0 : -1)?.length ?? 0);
const trimEnd = (text: string, glob: string, which: "shortest" | "longest"): string => reversed(trimStart(reversed(text), reversed(glob), which));

const part = (value: string, [from = "", length]: readonly string[]): string => {
  const asked = Number.parseInt(from, 10);
  if (!/^-?\d+$/.test(from)) return value;
  const start = asked < 0 ? Math.max(0, value.length + asked) : asked;
  if (length === undefined) return value.slice(start);
  if (!/^-?\d+$/.test(length)) return value;
  const count = Number.parseInt(length, 10);
  return value.slice(start, count < 0 ? Math.max(start, value.length + count) : start + count);
};

const orElse: VariableFunction = (value, args) => (value === "" ? args.join("") : value);

/** By how they are written behind the variable's name, as in Flux's fork of envsubst. */
export const VARIABLE_FUNCTIONS: Readonly<Record<string, VariableFunction>> = {
  "": (value) => value,
  length: (value) => String(Buffer.byteLength(value)),
  "=": orElse,
  ":=": orElse,
  ":-": orElse,
  ":?": orElse,
  ":+": orElse, // as it really is there, and not as in a shell
  ":": part,
  "^": (value) => value.charAt(0).toUpperCase() + value.slice(1),
  "^^": (value) => value.toUpperCase(),
  ",": (value) => value.charAt(0).toLowerCase() + value.slice(1),
  ",,": (value) => value.toLowerCase(),
  "#": (value, [glob = ""]) => trimStart(value, glob, "shortest"),
  "##": (value, [glob = ""]) => trimStart(value, glob, "longest"),
  "%": (value, [glob = ""]) => trimEnd(value, glob, "shortest"),
  "%%": (value, [glob = ""]) => trimEnd(value, glob, "longest"),
  "/": (value, [from = "", to = ""]) => value.replace(from, () => to),
  "//": (value, [from = "", to = ""]) => value.replaceAll(from, () => to),
  "/#": (value, [from = "", to = ""]) => (value.startsWith(from) ? to + value.slice(from.length) : value),
  "/%": (value, [from = "", to = ""]) => (value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value),
};

/** Those that say what stands there without a value. */
export const HAS_DEFAULT: readonly string[] = ["=", ":=", ":-", ":?", ":+"];
