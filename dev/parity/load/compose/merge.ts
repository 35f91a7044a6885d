import { isRecord } from "../../../platform/is-record.ts";

type Service = Readonly<Record<string, unknown>>;

/** Replaced as a whole, although they are lists. */
const REPLACED: readonly string[] = ["command", "entrypoint"];
/** Lists of `NAME=value` that may as well be mappings. */
const NAMED: readonly string[] = ["environment", "labels", "sysctls", "extra_hosts", "args"];
/** Lists whose items are told apart by where they lead in the container. */
const BY_TARGET: readonly string[] = ["volumes", "devices", "configs", "secrets"];

const asRecord = (value: unknown): Service => {
  if (isRecord(value)) return value;
  if (!Array.isArray(value)) return {};
  return Object.fromEntries(value.map((entry) => [String(entry).replace(/=.*$/s, ""), String(entry).includes("=") ? String(entry).replace(/^[^=]*=/, "") : null]));
};

const targetOf = (entry: unknown): string => {
  if (isRecord(entry)) return String(entry.target ?? entry.source ?? JSON.stringify(entry));
  const parts = String(entry).split(":");
  return parts.length > 1 ? (parts[1] ?? "") : (parts[0] ?? "");
};

const mergeLists = (key: string, under: readonly unknown[], over: readonly unknown[]): readonly unknown[] => {
  if (BY_TARGET.includes(key)) return [...under.filter((entry) => !over.some((other) => targetOf(other) === targetOf(entry))), ...over];
  return [...under, ...over.filter((entry) => !under.includes(entry))];
};

const mergeAt = (key: string, under: unknown, over: unknown): unknown => {
  if (under === undefined || REPLACED.includes(key)) return over;
  if (NAMED.includes(key)) return { ...asRecord(under), ...asRecord(over) };
  if (Array.isArray(under) && Array.isArray(over)) return key === "test" ? over : mergeLists(key, under, over);
  return isRecord(under) && isRecord(over) ? mergeServices(under, over) : over;
};

/** A service with what an override says of it, as Compose merges files. Pure. */
export const mergeServices = (under: Service, over: Service): Service => ({ ...under, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, mergeAt(key, under[key], value)])) });
