/** Runs our program with a disk of its own for the instance's folder, of which nothing is left. It is gone with the process. */
export const ON_A_FULL_DISK = [
  "unshare",
  ...(process.getuid?.() === 0 ? ["--mount"] : ["--user", "--map-root-user", "--mount"]),
  "sh",
  "-c",
  'mount -t tmpfs -o size=64k tmpfs .neotool && { cat /dev/zero > .neotool/full 2> /dev/null; exec "$@"; }',
  "sh",
];
