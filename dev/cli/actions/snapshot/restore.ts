import { inSeconds } from "../../../platform/duration.ts";
import { runningInstance } from "../../../wiring/data/running-instance.ts";
import { restoreSnapshot, usableSnapshot } from "../../../wiring/data/snapshot/restore-snapshot.ts";
import { withSnapshots } from "../../../wiring/data/snapshot/with-snapshots.ts";
import { confirm } from "../../confirm.ts";
import { runFailure } from "../../run-failure.ts";
import { withReporting } from "../../run-reporting.ts";
import { meant, type SnapshotAction } from "./action.ts";
import { contentText } from "./text.ts";

export const run: SnapshotAction = async (project, names, options, context) => {
  const { surroundings, interrupt, output } = context;
  const name = await meant(project, names, options, "restore");
  if (!options.yes) {
    const before = await runningInstance(project, surroundings, interrupt.soft);
    const manifest = await usableSnapshot(project, before, name, interrupt.soft);
    await confirm(context, `Bring ${contentText(manifest)} of ${project.instance.id} back to the snapshot ${name}? What was written since is gone.`, options.yes);
  }
  const began = surroundings.clock.now();
  return withReporting("snapshot-restore", project, context, async ({ observer, logPath }) => {
    const tools = { say: output.narrate, warn: output.warn, observer };
    return await withSnapshots(project, surroundings, "snapshot restore", tools, interrupt, async () => {
      const running = await runningInstance(project, surroundings, interrupt.soft);
      const manifest = await usableSnapshot(project, running, name, interrupt.soft);
      const run = await restoreSnapshot(project, surroundings, running, manifest, tools, interrupt);
      const tookMs = surroundings.clock.now() - began;
      return {
        data: { snapshot: name, services: [...new Set(manifest.parts.map(({ service }) => service))], secrets: run.secrets, tookMs: Math.round(tookMs) },
        text: run.ok ? `✔ ${contentText(manifest)} are as in ${name}, after ${inSeconds(tookMs)}` : "",
        ...((!run.ok || interrupt.soft.aborted) && { failure: runFailure(run, interrupt, logPath) }),
      };
    });
  });
};
