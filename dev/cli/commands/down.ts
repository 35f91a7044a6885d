import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";
import { INTERRUPTED } from "../interrupted.ts";

const options = {
  apps: { type: "flag", description: "only the applications on this machine; the services run on" },
  volumes: { type: "flag", description: "remove the volumes too: all data of this instance (asks)" },
  yes: { type: "flag", short: "y", description: "do not ask before destroying data" },
} as const satisfies OptionSpecs;

export type DownInput = CommandInput<typeof options>;

export const down = defineCommand({
  name: "down",
  summary: "Stop and remove the services; keep their data",
  examples: ["neotool dev down", "neotool dev down --apps            # only the applications", "neotool dev down --volumes --yes   # the data too"],
  options,
  interrupted: INTERRUPTED,
});
