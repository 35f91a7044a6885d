/** Shorter values are words that people pin on purpose ("neotool"); hiding them would garble every other line. */
const SHORTEST_SECRET = 8;
const MASK = "‹redacted›";

/** Hides secrets by value, wherever they turn up: in a log line of Vault's as in an error of the engine's. */
export interface Redactor {
  /** From now on these values are hidden. Values shorter than 8 characters are ignored. */
  hide(...values: readonly string[]): void;
  redact(text: string): string;
}

/** What Vault in dev mode makes at its start and prints: nobody could tell it to us before. */
const UNSEAL_KEY = /(?<=\bUnseal Key: )[\w+/=-]+/g;

/** How a value may stand in a text. */
const formsOf = (value: string): readonly string[] => [
  value,
  encodeURIComponent(value), // in a connection URI
  JSON.stringify(value).slice(1, -1), // in a JSON log line (a PEM's line breaks)
  // One line of a PEM is enough of a secret, and logs come by the line. Its first and last lines are not.
  ...(value.includes("\n") ? value.split("\n").filter((line) => !line.startsWith("-----")) : []),
];

/** @example const r = createRedactor(); r.hide("s3cr3t-t0ken"); r.redact("token=s3cr3t-t0ken") // "token=‹redacted›" */
export const createRedactor = (): Redactor => {
  let secrets: readonly string[] = [];
  return {
    hide: (...values) => {
      const forms = values.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(formsOf).filter(({ length }) => length >= SHORTEST_SECRET);
      // Longest first: of a secret that begins like a shorter one, the rest would stay.
      secrets = [...new Set([...secrets, ...forms])].sort((a, b) => b.length - a.length);
    },
    redact: (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, MASK), text).replace(UNSEAL_KEY, MASK),
  };
};
