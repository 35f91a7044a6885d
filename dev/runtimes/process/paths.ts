import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownUserId } from "../../platform/own-user.ts";

/** Where the programs of one instance have their files. */
export interface ProcessPaths {
  readonly folder: string;
  readonly state: string;
  readonly logs: string;
  /** How far the logs were sent to Loki. */
  readonly shipped: string;
  /** What the supervisor itself says, when it goes wrong. */
  readonly errors: string;
  readonly socket: string;
}

/** What the systems allow for a socket's path, with its closing zero: 108 bytes, on macOS 104. */
const LONGEST_SOCKET = 100;

/** A folder deep down in a disk has no room for a socket: then it is in a folder of this user's alone. */
const socketIn = (folder: string): string => {
  const beside = join(folder, "control.sock");
  if (Buffer.byteLength(beside) <= LONGEST_SOCKET) return beside;
  const digest = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  return join(tmpdir(), `neotool-${ownUserId()}`, `${digest}.sock`);
};

/** @param folder Absolute. */
export const processPaths = (folder: string): ProcessPaths => ({ folder, state: join(folder, "state.json"), logs: join(folder, "logs"), shipped: join(folder, "shipped.json"), errors: join(folder, "supervisor.log"), socket: socketIn(folder) });
