import { createHash } from "node:crypto";
import type { ProcessService } from "../model/service.ts";
import type { DesiredContainer } from "./desired.ts";

/**
 * What a container is made of, field by field: `memoryMiB` → `640`, `env KAFKA_NODE_ID` → a fingerprint. Kept as a label, so
 * that a later definition can be held against it without asking what only the old one knew (the files that were put in).
 */
export type Fields = Readonly<Record<string, string>>;

/** One field that is not as it was. `null`: it was not there, is not there any more, or its value is known by a fingerprint only. */
export interface FieldChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
}

const FINGERPRINT = "#";

/** Enough to tell two values of one field apart; tells nothing of the value. */
const fingerprint = (value: unknown): string => `${FINGERPRINT}${createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 8)}`;

/** @param service With the fingerprints of secrets in their places: what is made of it may be read by everybody. */
export const fieldsOf = ({ image, entrypoint, command, runAs, env = {}, volumes = [], files, limits, stopGraceSeconds, hostName, readsLogs, jwtInit }: DesiredContainer["service"], ports: DesiredContainer["ports"]): Fields => ({
  image,
  ...(entrypoint && { entrypoint: fingerprint(entrypoint) }),
  ...(command && { command: fingerprint(command) }),
  ...(runAs && { runAs: `${runAs.uid}:${runAs.gid}` }),
  ...Object.fromEntries(Object.entries(env).map(([name, value]) => [`env ${name}`, fingerprint(value)])),
  ...Object.fromEntries(Object.entries(ports).map(([endpoint, port]) => [`port ${endpoint}`, String(port)])),
  ...Object.fromEntries(volumes.map(({ name, path }) => [`volume ${name}`, path])),
  ...Object.fromEntries(files.map(({ path, content, owner, mode }) => [`file ${path}`, fingerprint([content, owner, mode])])),
  ...Object.fromEntries(Object.entries(limits).map(([name, limit]) => [name, String(limit)])),
  ...(stopGraceSeconds !== undefined && { stopGraceSeconds: String(stopGraceSeconds) }),
  ...(hostName !== undefined && { hostName }),
  ...(readsLogs && { readsLogs: `${readsLogs.directory} ${readsLogs.links}` }),
  ...(jwtInit && { jwtInit: fingerprint(jwtInit) }),
});

/** The same of a program. @param around Ports that it is told of, its own and those of what it depends on. */
export const programFieldsOf = ({ command, cwd, env = {}, consumer, readiness, restart, watch, stopGraceSeconds }: ProcessService<string>, around: Readonly<Record<string, number>>): Fields => ({
  command: typeof command === "string" ? command : command.join(" "),
  cwd,
  ...Object.fromEntries(Object.entries(env).map(([name, value]) => [`env ${name}`, fingerprint(value)])),
  ...(consumer && { consumer }),
  ...(readiness && { readiness: fingerprint(readiness) }),
  restart,
  ...(watch && { watch: watch.join(" ") }),
  ...(stopGraceSeconds !== undefined && { stopGraceSeconds: String(stopGraceSeconds) }),
  ...Object.fromEntries(Object.entries(around).map(([endpoint, port]) => [`port ${endpoint}`, String(port)])),
});

const shown = (value: string | undefined): string | null => (value === undefined || value.startsWith(FINGERPRINT) ? null : value);

/** What differs between the definition that a container was made from and the one that holds now. */
export const changedFields = (made: Fields, now: Fields): readonly FieldChange[] =>
  [...new Set([...Object.keys(made), ...Object.keys(now)])]
    .filter((field) => made[field] !== now[field])
    .map((field) => ({ field, from: shown(made[field]), to: shown(now[field]) }));
