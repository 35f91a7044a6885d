import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";
import { docker } from "./engine.ts";

const BUSYBOX = "neotool.local/busybox:1.37";
const NAME = "neotool.local/test-equipment/grafana-program";

/** TEST EQUIPMENT: an image with a small program in place of Grafana. @returns its name; remove it when done. */
export const grafanaProgram = async (): Promise<string> => {
  const client = await docker();
  const container = await client.createContainer({ Image: BUSYBOX, Cmd: ["true"] });
  try {
    const archive = pack();
    archive.entry({ name: "run.sh", mode: 0o755 }, await readFile(join(import.meta.dirname, "grafana-program.sh")));
    archive.finalize();
    await container.putArchive(await buffer(archive), { path: "/" });
    const tag = String(process.pid);
    await container.commit({ repo: NAME, tag, changes: 'ENTRYPOINT ["/run.sh"]\nCMD []' });
    return `${NAME}:${tag}`;
  } finally {
    await container.remove({ force: true });
  }
};
