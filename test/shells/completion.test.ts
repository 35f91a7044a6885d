import { test } from "vitest";
import { completesWhatIsTyped } from "../support/completion-scenario.ts";

/** `npm run test:shells` gets the shells and says where they are. */
const shellAt = (variable: string): string => {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set: run npm run test:shells`);
  return path;
};

test("zsh completes commands, options, values, names and paths at a terminal", async () => {
  await completesWhatIsTyped({
    name: "zsh",
    program: shellAt("NEOTOOL_TEST_ZSH"),
    args: ["-f", "-i"],
    setUp: [process.env.NEOTOOL_TEST_ZSH_SETUP ?? "", "autoload -U compinit && compinit -u -D"],
  });
});

test("fish completes commands, options, values, names and paths at a terminal", async () => {
  await completesWhatIsTyped({
    name: "fish",
    program: shellAt("NEOTOOL_TEST_FISH"),
    args: ["--interactive"],
    env: { LD_LIBRARY_PATH: process.env.NEOTOOL_TEST_LIBRARIES ?? "" },
    setUp: [process.env.NEOTOOL_TEST_FISH_SETUP ?? "", "function fish_prompt; echo '> '; end; function fish_greeting; end"],
  });
});
