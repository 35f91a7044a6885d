import { resolve } from "node:path";
import { connectEngine, type Engine } from "../../docker/connect.ts";
import { DevError } from "../../errors/dev-error.ts";
import { readBundleIndex } from "../../images/bundle-index.ts";
import { loadArchive } from "../../images/bundle-load.ts";
import { saveBundle } from "../../images/bundle-save.ts";
import { imageUnavailable } from "../../images/ladder.ts";
import { lockedImage, type LockedImage } from "../../images/lock.ts";
import { presentImage, type FoundImage } from "../../images/present.ts";
import { megabytes, type ReportProgress } from "../../images/progress.ts";
import { registryMemory, rememberingRung } from "../../images/registry-memory.ts";
import { askSource, formatAnswer } from "../../images/registry.ts";
import { pullRung } from "../../images/rung-pull.ts";
import { standInRung } from "../../images/rung-stand-in.ts";
import { isFound, type Rung } from "../../images/rung.ts";
import { imagesOf } from "../../model/images-of.ts";
import { selectServices } from "../../planner/select.ts";
import { unknownName } from "../../platform/closest.ts";
import { createJobQueue } from "../../platform/queue.ts";
import { buildTools } from "../../wiring/images.ts";
import { openProject } from "../../wiring/project.ts";
import { chosenAction } from "../chosen-action.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import { IMAGES_ACTIONS, type ImagesInput } from "../commands/images.ts";
import { createProgress } from "../progress.ts";
import { table } from "../table.ts";

interface ImagesContext extends CommandContext {
  /** Asked for only where it is needed: `check` talks to registries alone. */
  engine(): Promise<Engine>;
  /** The images that the command is about. */
  readonly images: readonly LockedImage[];
  /** What stands behind the action's name. */
  readonly args: readonly string[];
  readonly report: ReportProgress;
}

type Action = (context: ImagesContext) => Promise<CommandResult>;

const presentOf = async ({ engine, images }: ImagesContext): Promise<readonly (readonly [LockedImage, FoundImage | undefined])[]> => {
  const { socket } = await engine();
  return Promise.all(images.map(async (image) => [image, await presentImage(socket, image)] as const));
};

const list: Action = async (context) => {
  const found = await presentOf(context);
  const rows = found.map(([{ reference, endOfLife }, image]) => [
    reference,
    image === undefined ? "missing" : image.standInFor === null ? "official" : `stand-in (${image.softwareVersion ?? "?"})`,
    image === undefined ? "" : megabytes(image.sizeBytes),
    endOfLife === null ? "" : `not maintained since ${endOfLife}`,
  ]);
  const data = found.map(([image, present]) => ({ ...image, present: present ?? null }));
  return { data, text: table([["IMAGE", "HERE AS", "SIZE", ""], ...rows]) };
};

/** Tries every image, and fails at the end with the first that could not be had. */
const byRung =
  (makeRung: (engine: Engine, context: ImagesContext) => Rung): Action =>
  async (context) => {
    const rung = makeRung(await context.engine(), context);
    const { images, report, interrupt } = context;
    const answers = await Promise.all(
      images.map(async (image) => {
        const answer = await rung(image, (text) => report(`${image.reference}: ${text}`), interrupt.soft);
        return { image, answer };
      }),
    );
    const failed = answers.find(({ answer }) => !isFound(answer));
    const data = answers.map(({ image, answer }) => ({ reference: image.reference, found: isFound(answer) ? answer : null, reasons: isFound(answer) ? [] : answer }));
    const text = data.map(({ reference, found }) => `${found ? "✔" : "✘"} ${reference}${found ? `  ${found.reference}` : ""}`).join("\n");
    if (!failed || isFound(failed.answer)) return { data, text };
    return { data, text, failure: imageUnavailable(failed.image, failed.answer, { offline: false, bundle: "", standIns: true }) };
  };

const pull = byRung((engine, { surroundings: { cache, clock } }) => rememberingRung(pullRung(engine), registryMemory(cache, clock)));
const build = byRung((engine, { surroundings }) => standInRung(buildTools(engine, surroundings), createJobQueue()));

const directoryOf = ({ args, surroundings }: ImagesContext): string => {
  const [directory] = args;
  if (directory === undefined) throw new DevError("USAGE", "There is no directory", { hint: "neotool dev images save <dir>, neotool dev images load <dir>" });
  return resolve(surroundings.cwd, directory);
};

const save: Action = async (context) => {
  const directory = directoryOf(context);
  const found = await presentOf(context);
  const missing = found.filter(([, image]) => image === undefined).map(([{ reference }]) => reference);
  if (missing.length > 0) {
    throw new DevError("IMAGE_UNAVAILABLE", `${missing.length} image${missing.length === 1 ? " is" : "s are"} not in the engine, so a bundle would not be whole`, {
      hint: "neotool dev images pull, or neotool dev images build, and save again.",
      evidence: missing,
    });
  }
  const index = await saveBundle(await context.engine(), directory, found.flatMap(([, image]) => image ?? []), context.report, context.interrupt.soft);
  return { data: { directory, index }, text: `${found.length} images are in ${directory}: NEOTOOL_IMAGE_BUNDLE=${directory} uses them.` };
};

const load: Action = async (context) => {
  const directory = directoryOf(context);
  const { archives } = await readBundleIndex(directory);
  const engine = await context.engine();
  for (const archive of archives) await loadArchive(engine, directory, archive, context.report, context.interrupt.soft);
  const loaded = archives.flatMap(({ images }) => images.map(({ reference }) => reference));
  return { data: { directory, loaded }, text: loaded.map((reference) => `✔ ${reference}`).join("\n") };
};

const check: Action = async ({ images, interrupt }) => {
  const answers = await Promise.all(
    images.flatMap(({ sources }) => sources).map((source) => askSource(source, AbortSignal.any([interrupt.soft, AbortSignal.timeout(10_000)]))),
  );
  return { data: answers, text: answers.map(formatAnswer).join("\n") };
};

const ACTIONS: Readonly<Record<keyof typeof IMAGES_ACTIONS, Action>> = { list, pull, build, save, load, check };
/** Their arguments are a directory; the others' are references. */
const TAKES_DIRECTORY: readonly string[] = ["save", "load"];

export const run = async ({ args }: ImagesInput, context: CommandContext): Promise<CommandResult> => {
  const { action, words } = chosenAction(IMAGES_ACTIONS, "images", args, "list");
  const { stack } = await openProject(context.surroundings);
  const ofStack = imagesOf(stack.services);
  const asked = TAKES_DIRECTORY.includes(action) ? [] : words;
  for (const reference of asked) if (!ofStack.includes(reference) && lockedImage(reference).platforms.length === 0) throw unknownName("image", reference, ofStack);
  const images = (asked.length > 0 ? asked : imagesOf(selectServices(stack, {}))).map(lockedImage);
  const progress = createProgress(context);
  try {
    return await ACTIONS[action]({ ...context, engine: () => connectEngine(context.surroundings), images, args: words, report: progress.report });
  } finally {
    progress.dispose();
  }
};
