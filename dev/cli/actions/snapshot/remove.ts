import { DevError } from "../../../errors/dev-error.ts";
import { connect } from "../../../wiring/connection.ts";
import { removeSnapshot, snapshotNames, unknownSnapshot } from "../../../wiring/data/snapshot/remove-snapshot.ts";
import { withSnapshots } from "../../../wiring/data/snapshot/with-snapshots.ts";
import { createLineReporter } from "../../line-reporter.ts";
import type { SnapshotAction } from "./action.ts";

export const run: SnapshotAction = async (project, names, _options, { surroundings, interrupt, output }) => {
  if (names.length === 0) throw new DevError("USAGE", "Which snapshots are to be removed is not said", { hint: "neotool dev snapshot rm <names...>; neotool dev snapshot list shows them." });
  const lines = createLineReporter(output, surroundings.clock);
  const tools = { say: output.narrate, warn: output.warn, observer: lines.observer };
  return await withSnapshots(project, surroundings, "snapshot rm", tools, interrupt, async () => {
    const { engine } = await connect(project, surroundings, interrupt.soft);
    const known = await snapshotNames(project, engine, interrupt.soft);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw unknownSnapshot(unknown, known);
    for (const name of names) await removeSnapshot(project, engine, name);
    return { data: { removed: names }, text: names.map((name) => `✔ removed ${name}`).join("\n") };
  }).finally(() => lines.dispose());
};
