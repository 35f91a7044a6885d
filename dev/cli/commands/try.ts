import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  keep: { type: "flag", description: "keep what the command has changed, without asking" },
  rollback: { type: "flag", description: "roll it back, without asking" },
} as const satisfies OptionSpecs;

export type TryInput = CommandInput<typeof options>;

export const tryOut = defineCommand({
  name: "try",
  summary: "Run a command, see what it changes in the data, then keep that or roll it back",
  details:
    "A snapshot is taken first; the command gets the variables of `neotool dev env`, and its exit code is the result.\n" +
    "Without --keep or --rollback it asks, which needs a terminal. Ctrl+C ends the command and rolls back.\n" +
    "What was kept can be rolled back later: neotool dev snapshot restore --last. With --json the command's stdout goes to stderr.",
  examples: ["neotool dev try -- npm run migrate", "neotool dev try --rollback -- ./gradlew flywayMigrate", "neotool dev try --keep -- sh -c 'psql \"$DATABASE_DIRECT_URL\" < fix.sql'"],
  args: [{ name: "<command...>", description: "the program with its arguments" }],
  options,
  passThrough: true,
  interrupted: "Interrupted: when the command has ended, what it changed is rolled back. Press Ctrl+C again to leave the data as they are then.",
});
