import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { markedProcesses } from "../../../dev/platform/end-group.ts";
import { MARK } from "../../../dev/runtimes/process/supervisor/mark.ts";
import type { TestInstance } from "../instance.ts";

interface StateFile {
  readonly apps: readonly { readonly name: string; readonly mark: string }[];
}

const marks = new Map<string, string>();

/** All processes that came of an application's last start, also of one that runs no more. */
export const processesOf = async ({ id, path }: TestInstance, app: string): Promise<readonly number[]> => {
  const key = `${id} ${app}`;
  const content = await readFile(join(path, ".neotool", "apps", "state.json"), "utf8").catch(() => undefined);
  const state: StateFile = content === undefined ? { apps: [] } : JSON.parse(content);
  const mark = state.apps.find(({ name }) => name === app)?.mark ?? marks.get(key);
  if (mark === undefined) throw new Error(`nothing is known of ${app}`);
  marks.set(key, mark);
  return markedProcesses(`${MARK}=${mark}`);
};

/** What others may read of an instance's applications: logs, state, and how their processes were called. */
export const whatIsSaid = async (instance: TestInstance): Promise<string> => {
  const folder = join(instance.path, ".neotool", "apps");
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pids = (await Promise.all(["notes", "words", "web"].map((app) => processesOf(instance, app)))).flat();
  const texts = await Promise.all([...files, ...pids.map((pid) => `/proc/${pid}/cmdline`)].map((file) => readFile(file, "utf8")));
  return texts.join("\n");
};
