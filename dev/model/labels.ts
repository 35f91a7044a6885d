/** The labels on everything the engine holds for us. They are the truth; files under `.neotool/` are a cache. */
export const LABEL = {
  /** Instance id; its presence means: made by neotool. */
  instance: "dev.neotool.instance",
  /** Absolute path of the working copy, so that `ps` and `prune` know whether it still exists. */
  workingCopy: "dev.neotool.working-copy",
  /** Where that is a path: who is elsewhere and does not see the folder cannot say that it is gone. */
  place: "dev.neotool.place",
  service: "dev.neotool.service",
  /** JSON, on everything of an instance that dies with a process: which process, and what for. */
  session: "dev.neotool.session",
  /** Hash of the resolved definition; another hash means: recreate. */
  hash: "dev.neotool.hash",
  /** On the node of a cluster: it holds what is in an instance, and is no service of it. */
  cluster: "dev.neotool.cluster",
  /** JSON: what the hash was made of, field by field, without secrets. `why` says by it what changed. */
  fields: "dev.neotool.fields",
  /** Which image it was made from, where the runtime itself does not keep both: its id, and the name under which it was found. */
  imageId: "dev.neotool.image-id",
  imageReference: "dev.neotool.image-reference",
  /** On a container that reads the logs of the others: the folder in it with a link to each. */
  logLinks: "dev.neotool.log-links",
  /** On a volume that holds a snapshot, and on what works on one: the snapshot's name. Neither is a service's. */
  snapshot: "dev.neotool.snapshot",
  /** On volumes of the machine: which template they hold. */
  template: "dev.neotool.template",
} as const;

/** On images: which official reference a stand-in stands in for. */
export const IMAGE_LABEL = {
  standInFor: "dev.neotool.image.stand-in-for",
  softwareVersion: "dev.neotool.image.software-version",
  source: "dev.neotool.image.source",
} as const;
