import { styleText } from "node:util";
import type { LogLine } from "../../engine/runtime.ts";
import { shown, type Style } from "../../ui/style.ts";
import { harmlessJson, visible } from "./visible.ts";

/** Where text goes. */
export interface TextTarget {
  readonly services: readonly string[];
  /** In the order that gives a service its colour, whichever are shown. */
  readonly allServices: readonly string[];
  /** Of a terminal; `undefined` for a pipe or a file, which take every character and no colour. */
  readonly terminal: { readonly columns: number; readonly style: Style } | undefined;
}

/** Two neighbours in the stack never look alike. Red is left to what failed. */
const COLOURS = ["cyan", "yellow", "green", "magenta", "blue", "cyanBright", "yellowBright", "greenBright", "magentaBright", "blueBright"] as const;

/** Names take a quarter of a terminal at most, but so much that they can be told apart. */
const NAMES_SHARE = 4;
const NARROWEST = 10;

const cutTo = (name: string, width: number, end: string): string => (name.length > width ? `${name.slice(0, width - 1)}${end}` : name);

const colourOf = (service: string, all: readonly string[]) => COLOURS[Math.max(0, all.indexOf(service)) % COLOURS.length] ?? "cyan";

/** One line of text for each line of a log: its service, and what it says. */
export const textLines = ({ services, allServices, terminal }: TextTarget): ((line: LogLine) => string) => {
  const longest = Math.max(...services.map(({ length }) => length));
  const width = terminal ? Math.min(longest, Math.max(NARROWEST, Math.floor(terminal.columns / NAMES_SHARE))) : longest;
  const prefixOf = (service: string): string => {
    const name = `${cutTo(service, width, terminal?.style.glyphs.dot === "·" ? "…" : ".").padEnd(width)} |`;
    return terminal?.style.color ? styleText(colourOf(service, allServices), name, { validateStream: false }) : name;
  };
  const prefixes = new Map(services.map((service) => [service, prefixOf(service)]));
  // A tab is as wide as where it stands, which behind a name is not what its writer meant.
  const bodyOf = (text: string): string => (terminal ? shown(visible(text).replaceAll("\t", "  "), terminal.style) : visible(text));
  return ({ service, text }) => `${prefixes.get(service) ?? prefixOf(service)} ${bodyOf(text)}`;
};

/** One object a line, no key left out. */
export const jsonLine = ({ service, stream, at, level = "unknown", text }: LogLine): string => harmlessJson(JSON.stringify({ service, stream, at, level, text }));
