import { access, readdir, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";

/** The kernel's own files; elsewhere in tests. */
const KERNEL = { sys: "/sys", proc: "/proc" } as const;

/** How the kernel puts a device's number together (`makedev(3)`). */
const numberOf = (device: number): string => `${(device >>> 8) & 0xfff}:${(device & 0xff) | ((device >>> 12) & 0xfff00)}`;

/**
 * Whether the ext4 below a path writes a journal: the kernel keeps a folder for each of its file systems, and one for each journal. An ext4 without one takes no number of a file that
 * was deleted in the last minutes, and looks at all of them for each new file.
 *
 * @returns `undefined`: it is no ext4, or none of this machine's, or nobody can say.
 */
export const hasJournal = async (path: string, { sys, proc }: { readonly sys: string; readonly proc: string } = KERNEL): Promise<boolean | undefined> => {
  try {
    const device = basename(await realpath(join(sys, "dev", "block", numberOf((await stat(path)).dev))));
    await access(join(proc, "fs", "ext4", device));
    const journals = await readdir(join(proc, "fs", "jbd2")).catch((): string[] => []);
    return journals.some((name) => name.startsWith(`${device}-`));
  } catch {
    return undefined;
  }
};
