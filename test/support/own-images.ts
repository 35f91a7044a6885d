import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";
import { imageFinder } from "../../dev/wiring/images.ts";
import { realSurroundings } from "../../dev/wiring/surroundings.ts";
import { testEngine } from "./engine.ts";

export const ALERTMANAGER = DEFAULT_SETTINGS.alertmanager.image;

/** Of services in no default profile, which `neotool dev setup` does not bring. */
const IMAGES = [ALERTMANAGER, DEFAULT_SETTINGS.featureFlags.image, DEFAULT_SETTINGS.mail.image];

/** Gets them as `neotool dev up --setup` would, once for a machine: to build a stand-in takes longer than a test may. */
export const ownImages = async (say: (text: string) => void): Promise<void> => {
  const policy = { offline: false, bundle: process.env.NEOTOOL_IMAGE_BUNDLE, standIns: true };
  const finder = imageFinder(await testEngine(), policy, realSurroundings());
  for (const image of IMAGES) {
    const { reference } = await finder.find(image, () => {}, AbortSignal.timeout(3_600_000));
    say(`${image} is there, as ${reference}`);
  }
};
