import { rm, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { closingsOf, type ProposedChange } from "../../parity/fix/closings.ts";
import type { Judged } from "../../parity/judge.ts";
import { readIfThere, writeAtomically } from "../../platform/files.ts";
import { CONFIG_FILE } from "../../stacks/config/load.ts";
import type { Project } from "../project.ts";

/** What `neotool.config.ts` would have to say. */
export interface ConfigFix {
  /** Absolute. */
  readonly path: string;
  /** Relative to where the caller is. */
  readonly shown: string;
  readonly before: string | undefined;
  readonly after: string;
  /** Unified; empty where nothing changes. */
  readonly diff: string;
  readonly changes: readonly ProposedChange[];
  /** What stands where it is computed, and cannot be put in. */
  readonly byHand: readonly ProposedChange[];
}

/** The changes that would close what a config key can close. Nothing is written. */
export const proposeFix = async ({ configPath, instance }: Project, judged: readonly Judged[], cwd: string): Promise<ConfigFix> => {
  const [{ createTwoFilesPatch }, { editConfig, EMPTY_CONFIG }] = await Promise.all([import("diff"), import("../../stacks/config/edit.ts")]);
  const path = configPath ?? join(instance.workingCopy, CONFIG_FILE);
  const shown = relative(cwd, path);
  const before = await readIfThere(path);
  const changes = closingsOf(judged);
  const edited = editConfig(before ?? EMPTY_CONFIG, changes);
  const byHand = changes.filter((change) => edited.byHand.includes(change));
  const isSame = byHand.length === changes.length;
  const diff = isSame ? "" : createTwoFilesPatch(before === undefined ? "/dev/null" : `a/${CONFIG_FILE}`, `b/${CONFIG_FILE}`, before ?? "", edited.text, undefined, undefined, { context: 2 });
  return { path, shown, before, after: isSame ? (before ?? "") : edited.text, diff: diff.replace(/^=+\n/, ""), changes: changes.filter((change) => !byHand.includes(change)), byHand };
};

/**
 * Writes it, if the file is still the one that was read, and only when what comes of it is known to be a config.
 *
 * @throws {DevError} `CONFIG_INVALID`
 */
export const applyFix = async ({ path, shown, before, after }: ConfigFix, self: string): Promise<void> => {
  if ((await readIfThere(path)) !== before) {
    throw new DevError("CONFIG_INVALID", `${shown} was changed while it was being compared`, { hint: "Run neotool dev parity fix again." });
  }
  const mode = before === undefined ? 0o644 : (await stat(path)).mode & 0o777;
  // Beside it, so that what it imports is found; under another name, because a module is evaluated only once.
  const candidate = join(dirname(path), `.neotool.config.${process.pid}.ts`);
  try {
    await writeAtomically(candidate, after, mode);
    const { checkConfig } = await import("../../stacks/config/check-config.ts");
    await checkConfig(candidate, after, self);
  } finally {
    await rm(candidate, { force: true });
  }
  await writeAtomically(path, after, mode);
};
