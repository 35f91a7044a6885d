import { ifThere } from "../../docker/answered-status.ts";
import { engineGet } from "../../docker/http.ts";
import type { Description } from "../../engine/runtime.ts";
import { LABEL } from "../../model/labels.ts";

/** A container as the engine describes it, as far as it is read. */
interface Inspected {
  readonly Created: string;
  readonly RestartCount: number;
  readonly Config: { readonly Labels: Readonly<Record<string, string>> };
  readonly State: { readonly Status: Description["state"]; readonly StartedAt: string; readonly FinishedAt: string; readonly ExitCode: number; readonly OOMKilled: boolean; readonly Error: string };
}

/** Docker writes year 1 for "never". */
const timeOf = (time: string): string | null => (time.startsWith("0001-") ? null : time);

export const describe = async (socket: string, container: string, signal: AbortSignal): Promise<Description | undefined> => {
  const found = await ifThere(engineGet<Inspected>(socket, `/containers/${container}/json`, undefined, signal));
  if (!found) return undefined;
  const { Created, RestartCount, Config, State } = found;
  return {
    state: State.Status,
    createdAt: Created,
    startedAt: timeOf(State.StartedAt),
    finishedAt: timeOf(State.FinishedAt),
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    engineError: State.Error,
    restarts: RestartCount,
    hash: Config.Labels[LABEL.hash] ?? "",
    fields: Config.Labels[LABEL.fields],
  };
};
