import type { AsRoot } from "./as-root.ts";
import { installPackages } from "./apt.ts";

/** The engine, its command line client, and what it sets up networks with. */
export const ENGINE_PACKAGES = ["docker.io", "iptables", "ca-certificates"] as const;
/** Packages of their own in some releases, part of `docker.io` in others. */
const ENGINE_PACKAGES_WHERE_KNOWN = ["docker-cli"] as const;

/** Installs the engine through the system's own packages. */
export const installEngine = (root: AsRoot): Promise<void> => installPackages(root, ENGINE_PACKAGES, ENGINE_PACKAGES_WHERE_KNOWN);
