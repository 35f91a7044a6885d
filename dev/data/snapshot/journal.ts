import * as z from "zod/mini";

const journalSchema = z.discriminatedUnion("doing", [
  /** `paused`: services that may stand still. */
  z.object({ doing: z.literal("save"), name: z.string(), paused: z.array(z.string()) }),
  /**
   * `staging`: what is there is untouched, and a copy of the snapshot comes into being beside it. `swapping`: the copy is whole, and takes its
   * place. `starting`: it has; services are started, and Vault's secrets are written.
   */
  z.object({ doing: z.literal("restore"), name: z.string(), phase: z.enum(["staging", "swapping", "starting"]), services: z.array(z.string()), volumes: z.array(z.string()) }),
]);

/** What is being done, written down before it begins: who comes after a `kill -9` undoes or finishes it. */
export type SnapshotJournal = Readonly<z.infer<typeof journalSchema>>;

/** `undefined` for what is none: cut short it cannot be, it is written whole. */
export const parseJournal = (text: string): SnapshotJournal | undefined => {
  try {
    const parsed = z.safeParse(journalSchema, JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};
