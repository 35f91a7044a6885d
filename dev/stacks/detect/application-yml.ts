import { parse } from "yaml";
import { isRecord } from "../../platform/is-record.ts";

const HIGHEST = 65_535;

/** `8081`, or the default in `${SERVER_PORT:8081}`. */
const portFrom = (value: unknown): number | undefined => {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? (/^\$\{[^:}]+:(\d+)\}$/.exec(value)?.[1] ?? value) : "";
  const port = Number(text);
  return /^\d+$/.test(text) && port >= 1 && port <= HIGHEST ? port : undefined;
};

const at = (value: unknown, keys: readonly string[]): unknown => keys.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);

/** Where Micronaut and Spring say it. */
const PLACES = [["micronaut", "server", "port"], ["server", "port"]] as const;

/** The port in a service's `application.yml`; `undefined` where it says none. @throws when it is no YAML. */
export const portIn = (text: string): number | undefined => {
  const config: unknown = parse(text);
  return PLACES.map((keys) => portFrom(at(config, keys))).find((port) => port !== undefined);
};
