import { readdir } from "node:fs/promises";
import { exec } from "../platform/exec.ts";
import type { AsRoot } from "./as-root.ts";

/** Another apt (unattended upgrades, mostly) is waited for, not failed on. */
const WAIT_FOR_LOCK = ["-o", "DPkg::Lock::Timeout=300"];

/** Whether a package of this name could be installed: `docker-cli` is a package of its own since Debian 13. */
const isKnown = (name: string): Promise<boolean> =>
  exec("apt-cache", ["show", "--no-all-versions", name], { hint: "" }).then(() => true, () => false);

const JOURNAL = "/var/lib/dpkg/updates";

/** A Ctrl+C in the middle of an earlier run leaves dpkg half done; apt refuses everything until that is finished. */
const finishInterrupted = async (root: AsRoot, journal: string): Promise<void> => {
  const unfinished = await readdir(journal).catch(() => []);
  if (unfinished.length > 0) await root("dpkg", ["--configure", "-a"]);
};

/**
 * Installs packages and nothing that they merely recommend. Lists are fetched first: a machine image has none, or old ones.
 *
 * @param optional Installed where the distribution knows them.
 * @param journal Folder where dpkg notes what it has not finished.
 */
export const installPackages = async (root: AsRoot, packages: readonly string[], optional: readonly string[] = [], journal = JOURNAL): Promise<void> => {
  await finishInterrupted(root, journal);
  await root("apt-get", [...WAIT_FOR_LOCK, "update"]);
  const known = await Promise.all(optional.map(async (name) => ((await isKnown(name)) ? [name] : [])));
  await root("apt-get", [...WAIT_FOR_LOCK, "install", "--yes", "--no-install-recommends", ...packages, ...known.flat()]);
};
