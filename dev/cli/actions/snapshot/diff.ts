import { DIFF_STORES, isSame, type DiffStore } from "../../../data/diff/diff.ts";
import { LIVE } from "../../../data/snapshot/names.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { unknownName } from "../../../platform/closest.ts";
import { inSeconds } from "../../../platform/duration.ts";
import { diffData, type Compared } from "../../../wiring/data/diff/diff-data.ts";
import { withSnapshots } from "../../../wiring/data/snapshot/with-snapshots.ts";
import type { SnapshotInput } from "../../commands/snapshot.ts";
import { diffText } from "../../diff-text.ts";
import { createLineReporter } from "../../line-reporter.ts";
import { meant, type SnapshotAction } from "./action.ts";

/** @throws {DevError} `USAGE` for one that is none, or that nobody compares. */
export const storesFrom = (only: readonly string[]): readonly DiffStore[] =>
  only.map((name) => {
    const store = DIFF_STORES.find((one) => one === name);
    if (store === undefined) throw unknownName("store that is compared", name, DIFF_STORES);
    return store;
  });

/** Which two moments are meant. @throws {DevError} `USAGE` */
export const momentsFrom = async (names: readonly string[], newest: () => Promise<string>, { last }: Pick<SnapshotInput["options"], "last">): Promise<{ readonly before: string; readonly after: string }> => {
  const [before, after = LIVE, ...more] = last ? [await newest(), ...names] : names;
  const hint = "neotool dev snapshot diff <name> [<name>]; neotool dev snapshot list shows them.";
  if (before === undefined) throw new DevError("USAGE", "Which snapshot is to be compared is not said", { hint: `${hint} --last is the newest.` });
  if (more.length > 0) throw new DevError("USAGE", "Two moments are compared, not more", { hint });
  if (before === after) throw new DevError("USAGE", `${before} is compared with itself`, { hint });
  return { before, after };
};

export const run: SnapshotAction = async (project, names, options, { surroundings, interrupt, output }) => {
  const only = storesFrom(options.only);
  const moments = await momentsFrom(names, () => meant(project, [], options, "diff"), options);
  const lines = createLineReporter(output, surroundings.clock);
  const tools = { say: output.narrate, warn: output.warn, observer: lines.observer };
  const found: Compared[] = [];
  const show = (compared: Compared) => {
    found.push(compared);
    if (output.mode === "text") output.line(`${diffText(compared, moments.before, moments.after)}\n\n${inSeconds(compared.tookMs)}`);
  };
  await withSnapshots(project, surroundings, "snapshot diff", tools, interrupt, () => diffData(project, surroundings, { ...moments, only }, tools, interrupt, show)).finally(() => lines.dispose());
  const [compared] = found;
  return { data: { ...moments, same: compared ? isSame(compared) : null, ...compared }, text: "" };
};
