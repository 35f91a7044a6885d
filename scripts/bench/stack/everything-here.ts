import { lockedImage } from "../../../dev/images/lock.ts";
import { presentImage } from "../../../dev/images/present.ts";
import { selectServices } from "../../../dev/planner/select.ts";
import { neotoolStack } from "../../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../../dev/stacks/settings.ts";
import type { Bench } from "../row.ts";

/** As it is without any configuration. */
export const STACK = neotoolStack(DEFAULT_SETTINGS);

/** The default profile without the services whose images this engine does not have. */
export const everythingHere = async ({ engine }: Pick<Bench, "engine">): Promise<{ readonly profile: string; readonly without: readonly string[] }> => {
  const containers = selectServices(STACK, {}).flatMap((service) => (service.kind === "container" ? [service] : []));
  const found = await Promise.all(containers.map(async ({ name, image }) => ((await presentImage(engine.socket, lockedImage(image))) ? [] : [name])));
  return { profile: STACK.defaultProfile, without: found.flat() };
};

/** As a row says it under its table; nothing where nothing is missing. */
export const leftOut = (without: readonly string[]): readonly string[] => (without.length > 0 ? [`left out, for want of an image: ${without.join(", ")}`] : []);
