import type { LockedImage } from "../../dev/images/lock.ts";

/** What the lock might say of an image; what a test is about is laid over it. */
export const locked = (over: Partial<LockedImage> = {}): LockedImage => ({
  reference: "app:1",
  platforms: ["linux/amd64"],
  digest: null,
  sources: ["docker.io/library/app:1", "mirror.example.com/app:1"],
  standIn: { reference: "neotool.local/app:1", recipe: "app" },
  endOfLife: null,
  notes: [],
  ...over,
});

export const idOf = (letter: string): string => `sha256:${letter.repeat(64)}`;
