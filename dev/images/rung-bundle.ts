import type { Engine } from "../docker/connect.ts";
import { enginePlatform } from "../docker/info.ts";
import { findInBundle, readBundleIndex, type BundleArchive } from "./bundle-index.ts";
import { loadArchive } from "./bundle-load.ts";
import { candidateNames, presentImage } from "./present.ts";
import type { ReportProgress } from "./progress.ts";
import type { Rung } from "./rung.ts";

/** A bundle directory. An archive holds many images: whoever asks first loads it, the others wait for the same load. */
export const bundleRung = (directory: string, engine: Engine): Rung => {
  const loads = new Map<string, Promise<void>>();
  const loadOnce = (archive: BundleArchive, report: ReportProgress, signal: AbortSignal): Promise<void> => {
    const running = loads.get(archive.file) ?? loadArchive(engine, directory, archive, report, signal);
    loads.set(archive.file, running);
    return running;
  };
  return async (image, report, signal) => {
    const platform = await enginePlatform(engine.socket);
    const hit = findInBundle(await readBundleIndex(directory), candidateNames(image), platform);
    if (!hit) return [`bundle: not in ${directory} for ${platform}`];
    report(`loading it from the bundle`);
    await loadOnce(hit.archive, report, signal);
    return (await presentImage(engine.socket, image)) ?? [`bundle: loaded ${hit.archive.file}, but the image is not there`];
  };
};
