import { resolve } from "node:path";
import { storesOf } from "../../../data/stores.ts";
import { bytesOf } from "../../../data/snapshot/manifest.ts";
import { DevError } from "../../../errors/dev-error.ts";
import type { Observed } from "../../../planner/observed.ts";
import { bytesText } from "../../../ui/usage-text.ts";
import { connect } from "../../../wiring/connection.ts";
import { importSnapshot } from "../../../wiring/data/snapshot/import-snapshot.ts";
import { versionsOf } from "../../../wiring/data/snapshot/subject.ts";
import { withSnapshots } from "../../../wiring/data/snapshot/with-snapshots.ts";
import { desiredOfRunning, knownInstance } from "../../../wiring/known-instance.ts";
import type { Project } from "../../../wiring/project.ts";
import type { Surroundings } from "../../../wiring/surroundings.ts";
import { createLineReporter } from "../../line-reporter.ts";
import type { SnapshotAction } from "./action.ts";
import { contentText } from "./text.ts";

/** Of what runs. An instance that was never brought up can take a snapshot in, too. */
const versionsNow = async (project: Project, surroundings: Surroundings, observed: Observed) => {
  const running = { ...observed, containers: new Map([...observed.containers].filter(([, { state }]) => state === "running")) };
  const desired = running.containers.size === 0 ? new Map() : desiredOfRunning(project, await knownInstance(project, surroundings, running), running);
  return versionsOf(project, { stores: storesOf(desired) });
};

export const run: SnapshotAction = async (project, [path, name, ...more], _options, { surroundings, interrupt, output }) => {
  if (path === undefined || more.length > 0) throw new DevError("USAGE", "One file is imported", { hint: "neotool dev snapshot import <file> [name]" });
  const lines = createLineReporter(output, surroundings.clock);
  const tools = { say: output.narrate, warn: output.warn, observer: lines.observer };
  return await withSnapshots(project, surroundings, "snapshot import", tools, interrupt, async () => {
    const connection = await connect(project, surroundings, interrupt.soft);
    const observed = await connection.runtime.observe(interrupt.soft);
    const ground = { connection, observed, versions: await versionsNow(project, surroundings, observed) };
    const manifest = await importSnapshot(project, ground, resolve(surroundings.cwd, path), name, interrupt.soft);
    const text = `✔ ${manifest.name}: ${contentText(manifest)}, ${bytesText(bytesOf(manifest))}, taken ${manifest.createdAt} in ${manifest.instance}\n\nneotool dev snapshot restore ${manifest.name}   brings this moment here`;
    return { data: manifest, text };
  }).finally(() => lines.dispose());
};
