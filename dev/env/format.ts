import { shellWord } from "../platform/shell-word.ts";
import type { Variables } from "./variables.ts";

export const FORMATS = ["dotenv", "shell", "json"] as const;
type EnvFormat = (typeof FORMATS)[number];

const PLAIN = /^[A-Za-z0-9_./:@%+,=-]*$/;
/** Between double quotes, each reader of dotenv files does something else with these. */
const UNSAFE_IN_DOUBLE_QUOTES = /["\\$`]/;

/**
 * No two readers of dotenv files know the same escapes, so none is used but `\n` between double quotes, which Node,
 * dotenv and Compose all read (a PEM). Everything else stands between single quotes as it is: no reader expands there.
 */
const dotenvValue = (value: string): string => {
  if (PLAIN.test(value)) return value;
  if (value.includes("\n") && !UNSAFE_IN_DOUBLE_QUOTES.test(value)) return `"${value.replaceAll("\n", "\\n")}"`;
  if (!value.includes("'")) return `'${value}'`;
  if (!UNSAFE_IN_DOUBLE_QUOTES.test(value)) return `"${value}"`;
  if (!value.includes("`")) return `\`${value}\``; // Node and dotenv only: Compose knows no third kind
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "\\$").replaceAll("\n", "\\n")}"`;
};

/** @example eval "$(neotool dev env --format shell)" */
export const formatVariables = (variables: Variables, format: EnvFormat): string => {
  const entries = [...variables];
  switch (format) {
    case "dotenv":
      return entries.map(([key, value]) => `${key}=${dotenvValue(value)}`).join("\n");
    case "shell":
      return entries.map(([key, value]) => `export ${key}=${value === "" ? "" : shellWord(value)}`).join("\n");
    case "json":
      return JSON.stringify(Object.fromEntries(entries), null, 2);
  }
};
