import type { Command } from "./command.ts";
import { clone } from "./commands/clone.ts";
import { complete } from "./commands/complete.ts";
import { completion } from "./commands/completion.ts";
import { compose } from "./commands/compose.ts";
import { config } from "./commands/config.ts";
import { doctor } from "./commands/doctor.ts";
import { down } from "./commands/down.ts";
import { env } from "./commands/env.ts";
import { exec } from "./commands/exec.ts";
import { graph } from "./commands/graph.ts";
import { images } from "./commands/images.ts";
import { init } from "./commands/init.ts";
import { keys } from "./commands/keys.ts";
import { logs } from "./commands/logs.ts";
import { manifests } from "./commands/manifests.ts";
import { open } from "./commands/open.ts";
import { parity } from "./commands/parity.ts";
import { prune } from "./commands/prune.ts";
import { ps } from "./commands/ps.ts";
import { reset } from "./commands/reset.ts";
import { restart } from "./commands/restart.ts";
import { runApps } from "./commands/run.ts";
import { seed } from "./commands/seed.ts";
import { setup } from "./commands/setup.ts";
import { snapshot } from "./commands/snapshot.ts";
import { status } from "./commands/status.ts";
import { token } from "./commands/token.ts";
import { top } from "./commands/top.ts";
import { tryOut } from "./commands/try.ts";
import { ui } from "./commands/ui.ts";
import { up } from "./commands/up.ts";
import { why } from "./commands/why.ts";
import { withCommand } from "./commands/with.ts";
import { toCommand } from "./define-command.ts";

/** Every command with what it does, in the order of `--help`: the daily ones first, the hidden one last. */
export const commands: readonly Command[] = [
  toCommand(up, () => import("./actions/up.ts")),
  toCommand(down, () => import("./actions/down.ts")),
  toCommand(status, () => import("./actions/status.ts")),
  toCommand(logs, () => import("./actions/logs.ts")),
  toCommand(ui, () => import("./actions/ui.ts")),
  toCommand(top, () => import("./actions/top.ts")),
  toCommand(env, () => import("./actions/env.ts")),
  toCommand(exec, () => import("./actions/exec.ts")),
  toCommand(withCommand, () => import("./actions/with.ts")),
  toCommand(open, () => import("./actions/open.ts")),
  toCommand(restart, () => import("./actions/restart.ts")),
  toCommand(graph, () => import("./actions/graph.ts")),
  toCommand(runApps, () => import("./actions/run.ts")),
  toCommand(seed, () => import("./actions/seed.ts")),
  toCommand(reset, () => import("./actions/reset.ts")),
  toCommand(snapshot, () => import("./actions/snapshot.ts")),
  toCommand(tryOut, () => import("./actions/try.ts")),
  toCommand(clone, () => import("./actions/clone.ts")),
  toCommand(why, () => import("./actions/why.ts")),
  toCommand(parity, () => import("./actions/parity.ts")),
  toCommand(doctor, () => import("./actions/doctor.ts")),
  toCommand(ps, () => import("./actions/ps.ts")),
  toCommand(prune, () => import("./actions/prune.ts")),
  toCommand(init, () => import("./actions/init.ts")),
  toCommand(config, () => import("./actions/config.ts")),
  toCommand(compose, () => import("./actions/compose.ts")),
  toCommand(manifests, () => import("./actions/manifests.ts")),
  toCommand(setup, () => import("./actions/setup.ts")),
  toCommand(images, () => import("./actions/images.ts")),
  toCommand(keys, () => import("./actions/keys.ts")),
  toCommand(token, () => import("./actions/token.ts")),
  toCommand(completion, () => import("./actions/completion.ts")),
  toCommand(complete, () => import("./actions/complete.ts")),
];
