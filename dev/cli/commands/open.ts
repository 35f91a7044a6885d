import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  print: { type: "flag", description: "only print the address" },
} as const satisfies OptionSpecs;

export type OpenInput = CommandInput<typeof options>;

export const open = defineCommand({
  name: "open",
  summary: "Open a service's web page in the browser",
  details: "Without a screen, or in a pipe, it prints the address.",
  examples: ["neotool dev open", "neotool dev open minio", "neotool dev open minio.console --print"],
  args: [{ name: "[page]", description: "a service, or service.endpoint (default: the only one there is)", complete: "web-pages" }],
  options,
});
