import { posix } from "node:path";
import { isRecord } from "../../platform/is-record.ts";
import type { AppProposal, Detection } from "./proposal.ts";
import type { Repository } from "./repository.ts";

const SCRIPTS = ["dev", "start:dev"] as const;

/** Who manages packages is told by the file that pins them, in the folder or further out. */
const LOCKS: Readonly<Record<string, string>> = { "pnpm-lock.yaml": "pnpm", "yarn.lock": "yarn", "bun.lock": "bun", "bun.lockb": "bun", "package-lock.json": "npm" };

const managerFor = ({ has }: Repository, folder: string): string => {
  for (let outer = folder; ; outer = posix.dirname(outer)) {
    const lock = Object.keys(LOCKS).find((name) => has(outer === "." ? name : `${outer}/${name}`));
    if (lock !== undefined) return LOCKS[lock] ?? "npm";
    if (outer === ".") return "npm";
  }
};

/** Where development servers listen when nobody says otherwise. */
const KNOWN: readonly (readonly [RegExp, number])[] = [
  [/\bnext\b/, 3000],
  [/\bvite\b/, 5173],
  [/\bng serve\b/, 4200],
  [/\bastro\b/, 4321],
];

const HIGHEST = 65_535;

export const portOfScript = (script: string): number | undefined => {
  const said = /(?:--port[= ]|\s-p |\bPORT=)(\d{2,5})\b/.exec(script)?.[1];
  if (said === undefined) return KNOWN.find(([program]) => program.test(script))?.[1];
  return Number(said) <= HIGHEST ? Number(said) : undefined;
};

interface Package {
  readonly path: string;
  readonly folder: string;
  readonly script: string;
  readonly text: string;
  readonly name: string;
}

const packageFrom = (path: string, text: string): Package | undefined => {
  const content: unknown = JSON.parse(text);
  const scripts = isRecord(content) && isRecord(content.scripts) ? content.scripts : {};
  const name = SCRIPTS.find((one) => typeof scripts[one] === "string");
  return name === undefined ? undefined : { path, folder: posix.dirname(path), name, script: String(scripts[name]), text };
};

const isAround = (outer: string, inner: string): boolean => outer !== inner && (outer === "." || inner.startsWith(`${outer}/`));

/** Packages with a script for development; one that holds others is what starts them all, and so none itself. */
export const nodeApps = async (repository: Repository, rootName: string): Promise<Detection> => {
  const notes: string[] = [];
  const found = await Promise.all(
    repository.named("package.json").map(async (path): Promise<readonly Package[]> => {
      try {
        return [packageFrom(path, (await repository.read(path)) ?? "{}") ?? []].flat();
      } catch {
        notes.push(`${path} is no JSON and is left out`);
        return [];
      }
    }),
  );
  const packages = found.flat();
  const own = packages.filter(({ folder }) => !packages.some((other) => isAround(folder, other.folder)));
  const apps = own.map(({ path, folder, name, script, text }): AppProposal => {
    const isNext = /\bnext\b/.test(script) || /"next"\s*:/.test(text);
    return {
      name: folder === "." ? rootName : posix.basename(folder),
      cwd: folder,
      command: `${managerFor(repository, folder)} run ${name}`,
      port: portOfScript(script),
      consumer: isNext ? "next" : undefined,
      readiness: undefined,
      dependsOn: {},
      seenIn: [path],
    };
  });
  return { apps, notes };
};
