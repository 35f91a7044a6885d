import { readdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { instanceOf } from "../../dev/model/instance.ts";
import { watchAnonymousVolumes, type AnonymousVolumes } from "./anonymous-volumes.ts";
import { belongings } from "./engine.ts";

/** What lies in the working copy. Run logs are kept on purpose, and a rotation makes a key more. */
const files = async (workingCopy: string): Promise<readonly string[]> =>
  (await readdir(workingCopy, { recursive: true })).filter((path) => !/^\.neotool\/(logs|jwt)\//.test(path)).sort();

/** Programs that this process started and that still run. */
const children = async (): Promise<readonly string[]> => {
  const threads = await readdir(`/proc/${process.pid}/task`);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${process.pid}/task/${thread}/children`, "utf8").catch(() => "")));
  const pids = lists.flatMap((list) => list.split(" ")).filter((pid) => pid !== "");
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return commands.filter((command) => command !== "").map((command) => command.replaceAll("\0", " ").trim()).sort();
};

/** Connections of clients that were not closed. */
const connections = (): number => process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;

const everything = async (workingCopy: string, anonymous: AnonymousVolumes | undefined, own: () => Promise<unknown>) => ({
  engine: [...(await belongings(workingCopy)), ...((await anonymous?.left()) ?? [])],
  files: await files(workingCopy),
  children: await children(),
  connections: connections(),
  own: await own(),
});

/**
 * The last line of an integration file: after its tests everything is as it was before them. Looked at for every file
 * are containers, volumes (also nameless ones), networks, processes, connections, and the working copy's files.
 *
 * @param own What this file works on besides: its tables, topics, objects.
 */
export const leavesNothingBehind = (own: () => Promise<unknown>): void => {
  const { workingCopy } = inject("stack");
  let before: Awaited<ReturnType<typeof everything>> | undefined;
  let anonymous: AnonymousVolumes | undefined;
  beforeAll(async () => {
    anonymous = await watchAnonymousVolumes(instanceOf(workingCopy).id);
    before = await everything(workingCopy, anonymous, own);
  });
  afterAll(() => anonymous?.[Symbol.asyncDispose]());
  test("this file leaves nothing behind", async () => {
    // A closed connection or an ended process may need a moment to be gone.
    // Fewer connections than before are no leak: an earlier one that was kept for another question has gone.
    const after = async () => {
      const now = await everything(workingCopy, anonymous, own);
      return { ...now, connections: Math.max(now.connections, before?.connections ?? 0) };
    };
    await expect.poll(after, { timeout: 10_000 }).toEqual(before);
  });
};
