import { readFile, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { pass, type Check, type CheckResult } from "./check.ts";

/** One neotool on this machine. */
export interface Copy {
  readonly root: string;
  readonly version: string;
}

/** @param running The one that asks. @param others Those that a shell or a script would find. */
export const judgeCopies = (running: Copy, others: readonly Copy[]): CheckResult => {
  const elsewhere = others.filter(({ root }) => root !== running.root);
  const here = `${running.version} at ${running.root}`;
  const different = elsewhere.filter(({ version }) => version !== running.version);
  if (different.length > 0) {
    const list = different.map(({ root, version }) => `${version} at ${root}`).join(", ");
    return { verdict: "warn", detail: `this is ${here}; there is also ${list}`, fix: "Two versions make containers anew in turn: remove one (npm uninstall --global neotool), or always call the same (./neotool, npx neotool)." };
  }
  return pass(elsewhere.length === 0 ? here : `${here}; the same version at ${elsewhere.map(({ root }) => root).join(", ")}`);
};

const copyAt = async (root: string): Promise<Copy | undefined> => {
  try {
    const { name, version }: { name?: string; version?: string } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    return name === "neotool" && version !== undefined ? { root, version } : undefined;
  } catch {
    return undefined; // no package here
  }
};

/** The package that a program belongs to: `bin/neotool.js`, or the launcher at its top. */
const packageOf = async (program: string): Promise<Copy | undefined> => {
  const file = await realpath(program).catch(() => undefined);
  return file === undefined ? undefined : ((await copyAt(dirname(file))) ?? (await copyAt(dirname(dirname(file)))));
};

/** The copies that PATH leads to, and the one that the working copy depends on. Nothing is started. */
export const findCopies = async (path: string | undefined, workingCopy: string): Promise<readonly Copy[]> => {
  const folders = (path ?? "").split(delimiter).filter((folder) => folder !== "");
  const dependency = await realpath(join(workingCopy, "node_modules", "neotool")).catch(() => undefined);
  const found = await Promise.all([...folders.map((folder) => packageOf(join(folder, "neotool"))), ...(dependency === undefined ? [] : [copyAt(dependency)])]);
  return [...new Map(found.filter((copy) => copy !== undefined).map((copy) => [copy.root, copy])).values()];
};

export const copiesCheck = (runningRoot: string, path: string | undefined, workingCopy: string): Check => ({
  id: "copies",
  title: "Copies of neotool",
  run: async () => {
    const running = await copyAt(runningRoot);
    return running ? judgeCopies(running, await findCopies(path, workingCopy)) : pass(runningRoot);
  },
});
