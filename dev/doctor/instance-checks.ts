import { chmod, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { InstanceDirectory } from "../instance/directory.ts";
import { busyAddresses } from "../platform/ports.ts";
import { pass, type Check } from "./check.ts";

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
      const addresses = bound.has(port) ? [] : await busyAddresses(port);
      if (addresses.length === 0) continue;
      // "localhost" is ::1 first on many machines: a stranger there answers although 127.0.0.1 is ours.
      const family = addresses.every((address) => address.includes(":")) ? " on IPv6 only" : "";
      busy.push(`${port} (${key}) is taken${family} by ${(await holderOf(port)) ?? "a process that this user may not see"}`);
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
