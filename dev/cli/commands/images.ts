import type { Actions } from "../chosen-action.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {} as const satisfies OptionSpecs;

/** Each has its action in `actions/images.ts`. */
export const IMAGES_ACTIONS = { list: Infinity, pull: Infinity, build: Infinity, save: 1, load: 1, check: Infinity } as const satisfies Actions;

export type ImagesInput = CommandInput<typeof options>;

export const images = defineCommand({
  name: "images",
  summary: "Where the images come from: list, pull, build, save, load, check",
  details: [
    "list          what the stack needs and what the engine has (default)",
    "pull          pull the official images",
    "build         build stand-ins from packages",
    "save <dir>    write the stack's images into a bundle",
    "load <dir>    load a bundle",
    "check         ask each source whether its image still exists",
  ].join("\n"),
  examples: ["neotool dev images", "neotool dev images save ~/bundle", "neotool dev images check"],
  args: [
    { name: "[action]", description: "list, pull, build, save, load or check", complete: Object.keys(IMAGES_ACTIONS) },
    { name: "[names...]", description: "a directory for save and load; official references for pull, build and check (default: all of the stack)", complete: "directories" },
  ],
  options,
});
