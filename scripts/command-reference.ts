import { Command as Commander } from "commander";
import { commands } from "../dev/cli/commands.ts";

/** The text of `neotool dev <command> --help`, without a terminal's width. */
const helpOf = (name: string): string => {
  const dev = new Commander("neotool dev").enablePositionalOptions();
  for (const command of commands) command.addTo(dev, async () => {});
  const found = dev.commands.find((candidate) => candidate.name() === name);
  if (!found) throw new Error(`no command ${name}`);
  let text = "";
  found.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => 110 });
  found.outputHelp();
  return text.trim();
};

/** `docs/commands.md`: made from the commands' own data, so that it cannot say anything else. */
export const commandReference = (): string =>
  [
    "# Commands",
    "",
    "Made by `npm run docs` from the commands themselves; a test holds the two together.",
    "",
    "Every command takes `--json`: one envelope `{ schemaVersion, command, status, data, warnings, error }` on stdout, with no key ever left",
    "out; `logs --json` prints one object a line instead. Narration goes to stderr. Without a terminal nothing asks: what would need a yes",
    "refuses instead.",
    "",
    "Exit codes: 0 ok · 1 failed · 2 usage or invalid definition · 3 `parity` found drift · 130 interrupted. `exec`, `with` and `try` return the exit",
    "code of what they ran.",
    ...commands.filter(({ hidden }) => hidden !== true).flatMap(({ name, summary }) => ["", `## ${name}`, "", `${summary}.`, "", "```text", helpOf(name), "```"]),
    "",
  ].join("\n");
