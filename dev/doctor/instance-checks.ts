import { chmod, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EngineEnvironment } from "../docker/socket.ts";
import { lockedImage } from "../images/lock.ts";
import { presentImage } from "../images/present.ts";
import type { InstanceDirectory } from "../instance/directory.ts";
import { isPortFree } from "../platform/ports.ts";
import { pass, type Check } from "./check.ts";
import { neededEngine } from "./needed-engine.ts";

/** @param references Images that the stack needs. @param today ISO date, against which ends of life are held. */
export const imagesCheck = (surroundings: EngineEnvironment, references: readonly string[], today: string): Check => ({
  id: "images",
  title: "Images",
  run: async () => {
    const { socket } = await neededEngine(surroundings);
    const found = await Promise.all(references.map(async (reference) => ({ reference, image: await presentImage(socket, lockedImage(reference)) })));
    const missing = found.filter(({ image }) => !image).map(({ reference }) => reference);
    if (missing.length > 0) return { verdict: "warn", detail: `not in the engine: ${missing.join(", ")}`, fix: "neotool dev up pulls them; neotool dev up --setup builds stand-ins where they cannot be pulled." };
    const standIns = found.filter(({ image }) => image?.standInFor).length;
    const dead = references.map(lockedImage).filter(({ endOfLife }) => endOfLife !== null && endOfLife < today);
    if (dead.length > 0) {
      return { verdict: "warn", detail: dead.map(({ reference, endOfLife }) => `${reference} is not maintained since ${endOfLife}`).join("; "), fix: dead.flatMap(({ notes }) => notes).join(" ") || "Plan its successor." };
    }
    return pass(standIns === 0 ? "all official" : `${standIns} of ${references.length} are stand-ins`);
  },
});

/** A port that a service wants. */
interface WantedPort {
  readonly key: string;
  readonly port: number;
}

/** @param holderOf Who has a port, in words. */
export const portsCheck = (wanted: readonly WantedPort[], bound: ReadonlySet<number>, holderOf: (port: number) => Promise<string | undefined>): Check => ({
  id: "ports",
  title: "Ports",
  run: async () => {
    const busy: string[] = [];
    for (const { key, port } of wanted) {
      if (bound.has(port) || (await isPortFree(port))) continue;
      busy.push(`${port} (${key}) is taken by ${(await holderOf(port)) ?? "a process that this user may not see"}`);
    }
    if (busy.length === 0) return pass(`${wanted.map(({ port }) => port).join(", ")} are free or ours`);
    return { verdict: "warn", detail: busy.join("; "), fix: "`neotool dev up` takes other ports and says which; --strict-ports refuses instead." };
  },
});

const OTHERS = 0o077;

const filesBelow = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

/** Credentials and keys must be for this user alone. */
export const permissionsCheck = ({ root, credentials, jwt }: InstanceDirectory): Check => ({
  id: "permissions",
  title: "Secrets are private",
  run: async () => {
    const secrets = [credentials, ...(await filesBelow(jwt))];
    const open: string[] = [];
    for (const path of secrets) {
      const found = await stat(path).catch(() => undefined);
      if (found && (found.mode & OTHERS) !== 0) open.push(path);
    }
    if (open.length === 0) return pass(root);
    return {
      verdict: "fail",
      detail: `others may read ${open.join(", ")}`,
      fix: `chmod 600 ${open.join(" ")}`,
      mend: async () => {
        for (const path of open) await chmod(path, 0o600);
        return `${open.length} file${open.length === 1 ? " is" : "s are"} private again`;
      },
    };
  },
});
