import { bringUp } from "../../../dev/wiring/bring-up.ts";
import type { Project } from "../../../dev/wiring/project.ts";
import { realSurroundings } from "../../../dev/wiring/surroundings.ts";
import type { Bench } from "../row.ts";

/** `up` without the program around it, for stacks that no config can describe. @throws the first failure. */
export const bringUpHere = async (project: Project, ports: ReadonlyMap<string, number>, { signal }: Bench): Promise<void> => {
  const surroundings = { ...realSurroundings(), cwd: project.instance.workingCopy };
  const options = { runtime: undefined, selection: {}, ports, strictPorts: false, images: { offline: true, bundle: undefined, standIns: false }, timeoutMs: undefined };
  const unheard = () => {};
  const report = { moved: unheard, warn: unheard, say: unheard, planned: unheard, observer: unheard };
  const { run } = await bringUp(project, surroundings, options, report, { soft: signal, hard: signal, raise: unheard, dispose: unheard });
  if (!run.ok) throw run.errors[0] ?? signal.reason;
};
