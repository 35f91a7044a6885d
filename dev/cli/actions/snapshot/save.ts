import { bytesText } from "../../../ui/usage-text.ts";
import { inSeconds } from "../../../platform/duration.ts";
import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { withSnapshots } from "../../../wiring/data/snapshot/with-snapshots.ts";
import { saveSnapshot } from "../../../wiring/data/snapshot/save-snapshot.ts";
import { runningInstance } from "../../../wiring/data/running-instance.ts";
import { createLineReporter } from "../../line-reporter.ts";
import type { SnapshotAction } from "./action.ts";
import { contentText, WAYS } from "./text.ts";

export const run: SnapshotAction = async (project, [name], _options, { surroundings, interrupt, output }) => {
  const lines = createLineReporter(output, surroundings.clock);
  const tools = { say: output.narrate, warn: output.warn, observer: lines.observer };
  return await withSnapshots(project, surroundings, "snapshot save", tools, interrupt, async () => {
    const running = await runningInstance(project, surroundings, interrupt.soft);
    const { manifest, pauseMs, bytes, tookMs } = await saveSnapshot(project, surroundings, running, { name, reason: "asked for" }, tools, interrupt);
    const data: SnapshotManifest & { readonly bytes: number; readonly tookMs: number } = { ...manifest, bytes, tookMs: Math.round(tookMs) };
    const text = [
      `✔ ${manifest.name}: ${contentText(manifest)}, ${bytesText(bytes)}`,
      `  writers stood still for ${Math.round(pauseMs)} ms; ${inSeconds(tookMs)} in all (${WAYS[manifest.way]})`,
      "",
      `neotool dev snapshot restore ${manifest.name}   brings this moment back`,
    ].join("\n");
    return { data, text };
  }).finally(() => lines.dispose());
};
