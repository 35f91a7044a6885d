import { STACK_MODES } from "../../fixtures/options.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  services: { type: "list", value: "service", description: "the services that it needs; what they need comes with them (default: those of the profile)", complete: "services" },
  profile: { type: "text", value: "name", description: "a named subset of the stack (default: core)", complete: "profiles" },
  isolate: { type: "flag", description: "give it a database, topics, buckets and a mount of its own, which go with it" },
  migrate: { type: "text", value: "folder", description: "with --isolate: *.sql that bring its database to the state it begins with", complete: "directories" },
  stack: { type: "text", value: "mode", choices: STACK_MODES, description: "run on what is up (attach), on an own stack (own), or on what does (auto, the default)" },
} as const satisfies OptionSpecs;

export type WithInput = CommandInput<typeof options>;

export const withCommand = defineCommand({
  name: "with",
  summary: "Run a command with a stack: on what is up where that does, else on one of its own",
  details:
    "Its environment is that of `neotool dev env`, PGHOST and its like besides, and with --isolate that of its own parts (KAFKA_TOPIC_PREFIX, VAULT_TEST_MOUNT).\n" +
    "An own stack has free ports and goes with the command, whatever ends it. The exit code is the command's; Ctrl+C is passed on (130).",
  examples: ["neotool dev with -- ./gradlew test", "neotool dev with --services postgres,kafka --isolate -- go test ./...", "neotool dev with --stack own -- node --test"],
  args: [
    { name: "<command>", description: "a program, behind --" },
    { name: "[args...]", description: "its arguments" },
  ],
  options,
  passThrough: true,
});
