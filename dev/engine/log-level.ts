/** From the least to the gravest. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What a line says of its own weight. `unknown`: nothing that we understand. */
export type LineLevel = LogLevel | "unknown";

/** `unknown` is below all: who asks for warnings wants no line of which nobody knows whether it is one. */
export const isAtLeast = (level: LineLevel, least: LogLevel): boolean => level !== "unknown" && LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);

/** What the programs of the stack, and those that people add, call their levels. */
const WORDS: Readonly<Record<LogLevel, readonly string[]>> = {
  trace: ["trace", "trc", "finest", "noise"],
  debug: ["debug", "dbg", "debug1", "debug2", "debug3", "debug4", "debug5", "fine", "finer", "verbose"],
  info: ["info", "inf", "information", "informational", "notice", "log"],
  warn: ["warn", "warning", "wrn"],
  error: ["error", "err", "eror", "severe"],
  fatal: ["fatal", "ftl", "critical", "crit", "panic", "dpanic", "emergency", "emerg", "alert"],
};

const LEVEL_OF = new Map(LOG_LEVELS.flatMap((level) => WORDS[level].map((word) => [word, level] as const)));
const ALL = [...LEVEL_OF.keys()].sort((a, b) => b.length - a.length).join("|");

/** @example levelOfWord("WARNING") // "warn" */
export const levelOfWord = (word: string): LineLevel => LEVEL_OF.get(word.toLowerCase()) ?? "unknown";

/** Pino and bunyan count by tens: 10 is trace, 60 fatal. */
const levelOfNumber = (number: number): LineLevel => LOG_LEVELS[Math.floor(number / 10) - 1] ?? "unknown";

const KEYS = ["level", "severity", "log.level", "@level", "lvl", "loglevel", "levelname", "error_severity"] as const;

const levelOfValue = (value: unknown): LineLevel => (typeof value === "string" ? levelOfWord(value.trim()) : typeof value === "number" ? levelOfNumber(value) : "unknown");

/** `undefined`: no JSON. */
const levelInJson = (text: string): LineLevel | undefined => {
  try {
    const record: Readonly<Record<string, unknown>> & { readonly log?: { readonly level?: unknown } } = JSON.parse(text);
    const level = KEYS.map((key) => levelOfValue(record[key])).find((found) => found !== "unknown");
    return level ?? levelOfValue(record.log?.level);
  } catch {
    return undefined; // it only begins like JSON
  }
};

/** One of the words at a place: in brackets, in capitals, or before a colon. In small letters alone it is a word of a sentence. */
const BRACKETED = new RegExp(`[[(<]\\s*(${ALL})\\s*[\\])>]`, "iy");
const CAPITALS = new RegExp(`(${ALL.toUpperCase()})(?=[\\s:|\\]]|$)`, "y");
const BEFORE_COLON = new RegExp(`(${ALL.replace("|log|", "|")})(?: error)?:(?=\\s|$)`, "iy");

/** What may stand before the level: times, numbers, `[thread]`, a time zone, `user@database`, `---`. */
const BEFORE = /(?:\[[^\]]*\]|[+-]?\d[^\s[]*|UTC|GMT|[A-Z]{2,4}T(?=\s)|\w+@\w+|[-|:]+)\s*/y;
const MOST_BEFORE = 8;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[1];
};

const lengthAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex - at : 0;
};

const levelAtHead = (text: string): LineLevel => {
  let at = 0;
  for (let skipped = 0; skipped <= MOST_BEFORE; skipped += 1) {
    const word = matchAt(BRACKETED, text, at) ?? matchAt(CAPITALS, text, at) ?? matchAt(BEFORE_COLON, text, at);
    if (word !== undefined) return levelOfWord(word);
    const length = lengthAt(BEFORE, text, at);
    if (length === 0) return "unknown";
    at += length;
  }
  return "unknown";
};

const LOGFMT = /(?:^|[\s{,])(?:level|lvl|severity|log\.level)=["']?([A-Za-z]+)/;
/** Where programs put it. A message may hold anything. */
const HEAD = 300;

/** What says by itself how bad it is, without a level: klog's letter, a JVM's warning, the first line of a stack trace. */
const KLOG = /^([IWEF])\d{4} \d\d:/;
const KLOG_LEVELS: Readonly<Record<string, LogLevel>> = { I: "info", W: "warn", E: "error", F: "fatal" };
const JVM_WARNING = /^(?:OpenJDK|Java HotSpot)\b.* warning:/;
const THROWN = /^(?:Exception in thread |Traceback \(most recent call last\)|(?:[a-z_]\w*\.)+[A-Z]\w*(?:Exception|Error|Throwable)\b)/;

const COLOURS = /\x1b\[[\d;]*m/g;

/**
 * How grave a line of a service's log says it is, whoever wrote it: JSON (Micronaut, Vault, Loki, Apollo Router), logfmt
 * (Prometheus, Loki, Grafana), Kafka's `[time] INFO`, Postgres's `LOG:`, PgBouncer's `WARNING`, Vault's `[INFO]`, logback.
 * Pure, and about one line: what belongs to the record above is for `log-records.ts`.
 */
export const levelOf = (line: string): LineLevel => {
  const text = line.includes("\x1b") ? line.replace(COLOURS, "") : line;
  if (text.startsWith("{")) {
    const level = levelInJson(text);
    if (level !== undefined) return level;
  }
  const head = text.length > HEAD ? text.slice(0, HEAD) : text;
  const atHead = levelAtHead(head);
  if (atHead !== "unknown") return atHead;
  const word = LOGFMT.exec(head)?.[1];
  if (word !== undefined) return levelOfWord(word);
  const letter = KLOG.exec(head)?.[1];
  if (letter !== undefined) return KLOG_LEVELS[letter] ?? "unknown";
  if (JVM_WARNING.test(head)) return "warn";
  return THROWN.test(head) ? "error" : "unknown";
};
