import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";
import { INTERRUPTED } from "../interrupted.ts";

const options = {
  from: { type: "text", value: "instance", description: "whose data: an instance's id or the path of its working copy", complete: "instances" },
  allowMissing: { type: "flag", description: "succeed without services whose images are not to be had" },
  yes: { type: "flag", short: "y", description: "do not ask before destroying the data that are here" },
} as const satisfies OptionSpecs;

export type CloneInput = CommandInput<typeof options>;

export const clone = defineCommand({
  name: "clone",
  summary: "Bring this instance up with a copy of another one's data",
  details: "The other one goes on running: its writers stand still as long as for a snapshot. Ports, credentials and JWT keys stay this instance's own.",
  examples: ["neotool dev clone --from shop-3fa9c1", "neotool dev clone --from ../shop"],
  options,
  interrupted: INTERRUPTED,
});
