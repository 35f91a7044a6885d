import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";

const contentOf = (path: string): string => {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return ""; // a container has none, as a rule
  }
};

/**
 * Equal where a path means the same folder: on Linux on one machine or in one container, which has files of its own and may share the engine all the same; elsewhere there are no
 * such containers. Whoever is in another place can tell nothing from a path that is not there. Opaque, 12 characters; tells no name.
 */
export const folderPlace = (platform: NodeJS.Platform = process.platform): string =>
  createHash("sha256").update(JSON.stringify(platform === "linux" ? [platform, contentOf("/etc/machine-id"), hostname()] : [platform])).digest("hex").slice(0, 12);
