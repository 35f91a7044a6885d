import type { LogReader, MountedFile } from "../../model/service.ts";

/** Where every log agent of ours finds the logs, and the list of them. */
export const LOG_READER: LogReader = { directory: "/var/lib/neotool/logs", targets: "/etc/neotool/log-targets/containers.json" };

/** The folder of the list must be there when an agent begins to watch it. */
export const NO_TARGETS: MountedFile = { path: LOG_READER.targets, content: "[]\n", owner: { uid: 0, gid: 0 }, mode: 0o444 };
