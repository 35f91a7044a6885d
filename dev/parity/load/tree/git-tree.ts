import { posix } from "node:path";
import { DevError } from "../../../errors/dev-error.ts";
import { prefixIn, type Git } from "./git.ts";
import { treeOf, type Tree } from "./tree.ts";

interface Entry {
  readonly mode: string;
  readonly id: string;
  readonly size: number;
  readonly path: string;
}

const LINK = "120000";
const FILES: readonly string[] = ["100644", "100755"];

/** `<mode> <type> <id> <size>\t<path>`, ended by a zero each. */
export const parseListing = (listing: Buffer): readonly Entry[] =>
  listing
    .toString()
    .split("\0")
    .flatMap((record) => {
      const [, mode = "", id = "", size = "0", path = ""] = /^(\d+) \w+ ([0-9a-f]+) +(-|\d+)\t(.*)$/s.exec(record) ?? [];
      return path === "" ? [] : [{ mode, id, size: Number(size) || 0, path }];
    });

/** `<id> <type> <size>`, the bytes, and a line's end, for each that was asked for. */
export const parseBatch = (output: Buffer): readonly (Buffer | undefined)[] => {
  const found: (Buffer | undefined)[] = [];
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at);
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(output.subarray(at, end).toString("latin1"))?.[1];
    found.push(size === undefined ? undefined : output.subarray(end + 1, end + 1 + Number(size)));
    at = size === undefined ? end + 1 : end + 2 + Number(size);
  }
  return found;
};

/** One start of git for all blobs that are asked for together. */
const blobReader = (git: Git, ref: string) => {
  let waiting: { readonly id: string; settle(bytes: Buffer | undefined): void; fail(cause: unknown): void }[] = [];
  const flush = async (): Promise<void> => {
    const asked = waiting;
    waiting = [];
    try {
      const { stdout } = await git.ask(["cat-file", "--batch"], `${asked.map(({ id }) => id).join("\n")}\n`);
      const found = parseBatch(stdout);
      for (const [index, { settle }] of asked.entries()) settle(found[index]);
    } catch (cause) {
      for (const { fail } of asked) fail(cause);
    }
  };
  return async (id: string, path: string): Promise<Buffer> => {
    const bytes = await new Promise<Buffer | undefined>((settle, fail) => {
      waiting.push({ id, settle, fail });
      if (waiting.length === 1) setImmediate(() => void flush());
    });
    if (bytes === undefined) throw new DevError("MANIFESTS_INVALID", `${path} at ${ref} is not in this clone`, { hint: `Fetch it first: git fetch --refetch` });
    return bytes;
  };
};

const PERHAPS_REMOTE = "See which there are: git branch --all; git tag. What is only elsewhere has to be fetched first.";

/** The folder as it is in a commit, which is not checked out. @throws {DevError} `MANIFESTS_INVALID` for a ref that does not exist */
export const gitTree = async (git: Git, root: string, ref: string): Promise<Tree> => {
  const prefix = await prefixIn(git);
  if (prefix === undefined) throw new DevError("MANIFESTS_INVALID", `${root} is in no git repository, so there is no ref "${ref}"`, { hint: "Leave out --ref, or give a folder of a repository." });
  const commit = await git.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  if (commit.exitCode !== 0) throw new DevError("MANIFESTS_INVALID", `There is no ref "${ref}" in the repository of ${root}`, { hint: PERHAPS_REMOTE });
  const listed = await git.ask(["ls-tree", "--full-tree", "-r", "-z", "-l", `${commit.stdout.toString().trim()}:${prefix.replace(/\/$/, "")}`]);
  if (listed.exitCode !== 0) throw new DevError("MANIFESTS_INVALID", `There is no folder ${prefix} at "${ref}"`, { hint: "Give a folder that the ref has." });
  const entries = parseListing(listed.stdout);
  const readBlob = blobReader(git, ref);
  const links = new Map<string, string>();
  const outward = new Map<string, string>();
  await Promise.all(
    entries.filter(({ mode }) => mode === LINK).map(async ({ id, path }) => {
      const target = (await readBlob(id, path)).toString();
      const inside = posix.normalize(posix.join(posix.dirname(path), target));
      const leaves = posix.isAbsolute(target) || inside === ".." || inside.startsWith("../");
      if (leaves) outward.set(path, target);
      else links.set(path, inside);
    }),
  );
  const files = new Map(
    entries.filter(({ mode }) => FILES.includes(mode)).map(({ id, path, size }) => [path, { read: () => readBlob(id, path), size: () => size }] as const),
  );
  return treeOf({ files, links, outward });
};
