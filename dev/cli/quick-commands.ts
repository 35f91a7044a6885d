import type { Command } from "./command.ts";
import { env } from "./commands/env.ts";
import { ps } from "./commands/ps.ts";
import { status } from "./commands/status.ts";
import { toCommand } from "./define-command.ts";

/** In the program of these alone, they stand in the place of all commands. */
export const commands: readonly Command[] = [toCommand(status, () => import("./actions/status.ts")), toCommand(env, () => import("./actions/env.ts")), toCommand(ps, () => import("./actions/ps.ts"))];
