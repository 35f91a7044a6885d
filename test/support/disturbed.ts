import { docker } from "./engine.ts";
import type { TestInstance } from "./instance.ts";

/** States of the instance's containers that are not "running", and what works on snapshots. What the engine makes for a command that is dead by then does nothing: `down` takes it along. */
export const disturbedIn = async ({ id }: TestInstance): Promise<readonly string[]> => {
  const list = await (await docker()).listContainers({ all: true, filters: { label: [`dev.neotool.instance=${id}`] } });
  return list.flatMap(({ State, Labels }) => ((State === "running") === (Labels["dev.neotool.service"] !== undefined) ? [] : [`${Labels["dev.neotool.service"]}: ${State}`]));
};
