import type { LogReader, MountedFile } from "../../model/service.ts";
import { instanceId, text } from "../../model/text.ts";

/** Where every log agent of ours sees the logs, and which of them are this instance's. */
export const LOG_READER: LogReader = { directory: "/var/lib/neotool/logs", links: "/etc/neotool/logs" };

/**
 * What an agent follows, as Prometheus' `file_sd`: a pattern that never changes. A list of files would: agents look into
 * folders every second, but take up a changed list after up to five, which no setting shortens.
 */
export const LOG_TARGETS: MountedFile = {
  path: "/etc/neotool/log-targets.json",
  content: text`[{ "targets": ["localhost"], "labels": { "__path__": "/etc/neotool/logs/*/*/*-json.log", "instance": "${instanceId}" } }]\n`,
  owner: { uid: 0, gid: 0 },
  mode: 0o444,
};
