import { engineGet } from "../docker/http.ts";
import { enginePlatform } from "../docker/info.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import { lockedImage, type LockedImage } from "../images/lock.ts";
import { presentImage, type FoundImage } from "../images/present.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { neededEngine } from "./needed-engine.ts";
import { ANSWERS_WITHIN_MS } from "./with-info.ts";

/** An image that the stack needs, and what the engine has of it. */
export interface ImageSubject {
  readonly locked: LockedImage;
  readonly found: FoundImage | undefined;
  /** `linux/arm64`; `undefined` where the engine does not say. */
  readonly platform: string | undefined;
}

/** @param today ISO date, against which ends of life are held. @param platform What the engine runs without emulation. */
export const judgeImages = (images: readonly ImageSubject[], platform: string, today: string): CheckResult => {
  const missing = images.filter(({ found }) => !found).map(({ locked }) => locked);
  const unmade = missing.filter(({ platforms }) => platforms.length > 0 && !platforms.includes(platform)).map(({ reference }) => reference);
  if (unmade.length > 0) return { verdict: "warn", detail: `not made for ${platform}: ${unmade.join(", ")}`, fix: "neotool dev up --setup builds stand-ins for this platform." };
  if (missing.length > 0) {
    const notes = missing.flatMap(({ notes: known, endOfLife }) => (endOfLife === null ? [] : known));
    return {
      verdict: "warn",
      detail: `not in the engine: ${missing.map(({ reference }) => reference).join(", ")}`,
      fix: ["neotool dev up pulls them; neotool dev up --setup builds stand-ins where they cannot be pulled. neotool dev images check asks whether they still exist.", ...notes].join(" "),
    };
  }
  const emulated = images.filter((image) => image.platform !== undefined && image.platform !== platform).map(({ found, platform: made }) => `${found?.reference} is for ${made}`);
  if (emulated.length > 0) return { verdict: "warn", detail: `${emulated.join("; ")}; the engine is ${platform}: it runs emulated, many times slower, or not at all`, fix: "docker image rm it, then neotool dev up gets the one for this platform." };
  const dead = images.map(({ locked }) => locked).filter(({ endOfLife }) => endOfLife !== null && endOfLife < today);
  if (dead.length > 0) {
    return { verdict: "warn", detail: dead.map(({ reference, endOfLife }) => `${reference} is not maintained since ${endOfLife}`).join("; "), fix: dead.flatMap(({ notes }) => notes).join(" ") || "Plan its successor." };
  }
  const standIns = images.filter(({ found }) => found?.standInFor).length;
  return pass(standIns === 0 ? "all official" : `${standIns} of ${images.length} are stand-ins`);
};

interface Platform {
  readonly Os?: string;
  readonly Architecture?: string;
}

const platformOf = async (socket: string, id: string): Promise<string | undefined> => {
  const { Os, Architecture } = await engineGet<Platform>(socket, `/images/${encodeURIComponent(id)}/json`, ANSWERS_WITHIN_MS);
  return Os === undefined || Architecture === undefined ? undefined : `${Os}/${Architecture}`;
};

/** @param references Images that the stack needs. */
export const imagesCheck = (surroundings: EngineEnvironment, references: readonly string[], today: string): Check => ({
  id: "images",
  title: "Images",
  run: async () => {
    const { socket } = await neededEngine(surroundings);
    const images = await Promise.all(
      references.map(lockedImage).map(async (locked): Promise<ImageSubject> => {
        const found = await presentImage(socket, locked);
        return { locked, found, platform: found && (await platformOf(socket, found.reference)) };
      }),
    );
    return judgeImages(images, await enginePlatform(socket), today);
  },
});
