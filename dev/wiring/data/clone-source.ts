import { resolve } from "node:path";
import type { Engine } from "../../docker/connect.ts";
import { DevError } from "../../errors/dev-error.ts";
import { unknownName } from "../../platform/closest.ts";
import { readLedger } from "../ledger.ts";
import { openProject, type Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";

/**
 * The instance that somebody means by its id or by the path of its working copy.
 *
 * @throws {DevError} `USAGE` for one that is not on this machine, or is this very one; what its definition fails with.
 */
export const cloneSource = async ({ instance }: Project, { cwd }: Pick<Surroundings, "cwd">, engine: Engine, from: string): Promise<Project> => {
  const others = (await readLedger(engine, "leave out")).filter(({ id, isOrphan }) => id !== instance.id && !isOrphan);
  const path = resolve(cwd, from);
  if (from === instance.id || path === instance.workingCopy) throw new DevError("USAGE", "An instance cannot be a clone of itself", { hint: "neotool dev snapshot save keeps a copy of its data." });
  const entry = others.find(({ id, workingCopy }) => id === from || workingCopy === path);
  if (entry) return await openProject({ cwd: entry.workingCopy });
  if (others.length === 0) throw new DevError("USAGE", `There is no instance "${from}": no other one is on this machine`, { hint: "Bring it up in its working copy: neotool dev up" });
  throw unknownName("instance", from, others.map(({ id }) => id));
};
