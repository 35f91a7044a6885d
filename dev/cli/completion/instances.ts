import { labelFilter, engineGet } from "../../docker/http.ts";
import { socketCandidates, type EngineEnvironment } from "../../docker/socket.ts";
import { LABEL } from "../../model/labels.ts";

/** A key press does not wait for an engine that sleeps. */
const ANSWERS_WITHIN_MS = 250;

interface Listed {
  readonly Labels?: Readonly<Record<string, string>>;
}

/** Instances with containers, without the patience of a connection: an engine that does not answer at once has none to offer. */
export const runningInstances = async (surroundings: EngineEnvironment): Promise<readonly { readonly id: string; readonly workingCopy: string }[]> => {
  for (const { path } of await socketCandidates(surroundings)) {
    const listed = await engineGet<readonly Listed[]>(path, `/containers/json?all=1&${labelFilter(LABEL.instance)}`, ANSWERS_WITHIN_MS).catch(() => undefined);
    if (listed) return listed.map(({ Labels = {} }) => ({ id: Labels[LABEL.instance] ?? "", workingCopy: Labels[LABEL.workingCopy] ?? "" }));
  }
  return [];
};
