import { RUNTIMES } from "../../model/runtime.ts";
import { OLD_DATA } from "../../wiring/data/held.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";
import { INTERRUPTED } from "../interrupted.ts";

const options = {
  profile: { type: "text", value: "name", description: "which services: a profile of the stack", complete: "profiles" },
  runtime: { type: "text", value: "runtime", description: "where services run: container or k3d (remembered)", choices: RUNTIMES },
  only: { type: "list", value: "service", description: "these services and what they need (repeatable, or a,b)", complete: "containers" },
  without: { type: "list", value: "service", description: "leave these out (repeatable)", complete: "containers" },
  apps: { type: "flag", description: "the project's applications too" },
  app: { type: "list", value: "name", description: "this application too (repeatable, or a,b)", complete: "apps" },
  replace: { type: "flag", description: "stop who has an application's port, where that runs in this project's own folder" },
  dryRun: { type: "flag", description: "say what would be done, and why; change nothing" },
  waitTimeout: { type: "number", value: "seconds", description: "how long each service may take to become ready" },
  offline: { type: "flag", description: "open no connection beyond this machine" },
  strictPorts: { type: "flag", description: "fail where a port is taken, instead of moving" },
  port: { type: "list", value: "service=port", description: "this very port, or service.endpoint=port (repeatable)", complete: "ports" },
  fresh: { type: "flag", description: "throw away this instance's containers and data first (asks)" },
  allowMissing: { type: "flag", description: "succeed without services whose images are not to be had (--setup implies it)" },
  oldData: { type: "text", value: "what", description: "data that a service cannot work with: keep them and fail, upgrade, or reset (both keep a snapshot; asks)", choices: OLD_DATA },
  setup: { type: "flag", description: "install and build what is missing: engine, images, what a cluster needs" },
  yes: { type: "flag", short: "y", description: "do not ask before destroying data" },
} as const satisfies OptionSpecs;

export type UpInput = CommandInput<typeof options>;

export const up = defineCommand({
  name: "up",
  summary: "Bring the backing services up, and wait until they are ready",
  details: [
    "Starts what is missing, recreates what changed, leaves the rest alone. The services outlive this command.",
    "A service that left the definition is removed, and its volumes stay; one that is merely not asked for runs on.",
    "The first Ctrl+C begins nothing new and leaves what runs; a second one cuts off what is in flight.",
  ].join("\n"),
  examples: [
    "neotool dev up",
    "neotool dev up --setup            # on a fresh machine: installs what is missing",
    "neotool dev up --profile core     # without dashboards, metrics and logs",
    "neotool dev up --runtime k3d      # as pods of a cluster, with the same ports and data",
    "neotool dev up --only postgres --only kafka",
    "neotool dev up --port postgres=15432 --strict-ports",
    "neotool dev up --old-data upgrade # on data of an older Postgres",
    "neotool dev up --apps             # and the applications of the project, see neotool dev run",
    "neotool dev up --dry-run",
  ],
  options,
  interrupted: INTERRUPTED,
});
