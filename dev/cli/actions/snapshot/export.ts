import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { bytesText } from "../../../ui/usage-text.ts";
import { connect } from "../../../wiring/connection.ts";
import { exportSnapshot } from "../../../wiring/data/snapshot/export-snapshot.ts";
import { withSnapshots } from "../../../wiring/data/snapshot/with-snapshots.ts";
import { createLineReporter } from "../../line-reporter.ts";
import { meant, type SnapshotAction } from "./action.ts";

export const run: SnapshotAction = async (project, [first, second, ...more], options, { surroundings, interrupt, output }) => {
  if (more.length > 0) throw new DevError("USAGE", "One snapshot is exported to one file", { hint: "neotool dev snapshot export <name> [file]" });
  const name = await meant(project, first === undefined ? [] : [first], options, "export");
  const file = resolve(surroundings.cwd, second ?? `${name}.neotool-snapshot.tar.zst`);
  if (existsSync(file)) throw new DevError("USAGE", `${file} is there already`, { hint: `Another file: neotool dev snapshot export ${name} <file>` });
  const lines = createLineReporter(output, surroundings.clock);
  const tools = { say: output.narrate, warn: output.warn, observer: lines.observer };
  return await withSnapshots(project, surroundings, "snapshot export", tools, interrupt, async () => {
    const connection = await connect(project, surroundings, interrupt.soft);
    const observed = await connection.runtime.observe(interrupt.soft);
    const { manifest, bytes } = await exportSnapshot(project, connection, observed, name, file, interrupt.soft);
    const secret = "It holds what the stores hold, Vault's secrets and hashes of passwords among it: give it to nobody who may not see them.";
    return { data: { file, bytes, ...manifest }, text: `✔ ${file} (${bytesText(bytes)})\n\n${secret}` };
  }).finally(() => lines.dispose());
};
