import type { CommandInput, OptionSpecs } from "../command.ts";
import { SHELLS } from "../completion/shells.ts";
import { defineCommand } from "../define-command.ts";

const options = {} as const satisfies OptionSpecs;

export type CompletionInput = CommandInput<typeof options>;

export const completion = defineCommand({
  name: "completion",
  summary: "Print the script that makes a shell complete commands, options, services and more",
  details: [
    "bash   source <(neotool dev completion bash), in ~/.bashrc",
    "zsh    source <(neotool dev completion zsh), in ~/.zshrc after compinit",
    "fish   neotool dev completion fish > ~/.config/fish/completions/neotool.fish",
    "It works for neotool and for ./neotool of a checkout, each answered by itself; not behind npx.",
  ].join("\n"),
  examples: ["source <(neotool dev completion bash)", "neotool dev completion fish > ~/.config/fish/completions/neotool.fish"],
  args: [{ name: "<shell>", description: "bash, zsh or fish", complete: SHELLS }],
  options,
});
