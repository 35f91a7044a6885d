import { existsSync, readFileSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";

/**
 * This package's own folder, where `compose/`, `scripts/images/` and `images.lock.json` are: the same from the sources
 * and from the bundle in `dist/`.
 */
export const packageRoot = ((): string => {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, "images.lock.json"))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`images.lock.json is missing above ${import.meta.dirname}: the package is incomplete`);
    directory = parent;
  }
  return directory;
})();

/** Of this package. */
export const neotoolVersion = (): string => {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  return version;
};

/** Files that belong to this machine's user and can be made again: builds, tools, logs. A relative XDG_CACHE_HOME counts as none, as its specification says. */
export const cacheDirectory = ({ XDG_CACHE_HOME: cache = "" }: Readonly<Record<string, string | undefined>>, home: string): string =>
  join(isAbsolute(cache) ? cache : join(home, ".cache"), "neotool");
