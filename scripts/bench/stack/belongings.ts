import { labelFilter } from "../../../dev/docker/http.ts";
import type { Instance } from "../../../dev/model/instance.ts";
import { LABEL } from "../../../dev/model/labels.ts";
import type { EngineApi } from "./engine-api.ts";

/** Everything that an instance has in the engine. */
export interface Belongings {
  readonly containers: readonly { readonly id: string; readonly service: string; readonly running: boolean }[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

export const belongings = async (api: EngineApi, { id }: Instance): Promise<Belongings> => {
  const filter = labelFilter(`${LABEL.instance}=${id}`);
  const [containers, { Volumes }, networks] = await Promise.all([
    api.call<readonly { Id: string; State: string; Labels: Readonly<Record<string, string>> }[]>("GET", `/containers/json?all=1&${filter}`),
    api.call<{ Volumes: readonly { Name: string }[] | null }>("GET", `/volumes?${filter}`),
    api.call<readonly { Name: string }[]>("GET", `/networks?${filter}`),
  ]);
  return {
    containers: containers.map(({ Id, State, Labels }) => ({ id: Id, service: Labels[LABEL.service] ?? "", running: State === "running" })),
    volumes: (Volumes ?? []).map(({ Name }) => Name),
    networks: networks.map(({ Name }) => Name),
  };
};

const GONE = [404];

/** Removes them, as quickly as the engine can. */
export const purge = async (api: EngineApi, { containers, volumes, networks }: Belongings): Promise<void> => {
  await Promise.all(containers.map(({ id }) => api.call("DELETE", `/containers/${id}?force=1&v=1`, { tolerated: GONE })));
  await Promise.all([
    ...volumes.map((name) => api.call("DELETE", `/volumes/${encodeURIComponent(name)}`, { tolerated: GONE })),
    ...networks.map((name) => api.call("DELETE", `/networks/${encodeURIComponent(name)}`, { tolerated: GONE })),
  ]);
};

const STOPPED = [304, 404];
const GRACE_SECONDS = 30;

/** Stops what runs, in order and all at once, and leaves it there: as after the machine was restarted. */
export const stop = async (api: EngineApi, { containers }: Belongings): Promise<void> => {
  await Promise.all(containers.filter(({ running }) => running).map(({ id }) => api.call("POST", `/containers/${id}/stop?t=${GRACE_SECONDS}`, { tolerated: STOPPED })));
};
