import type { Production } from "./production.ts";

export interface LoadRequest {
  /** A folder, absolute. */
  readonly root: string;
  /** Relative to the root. @default it is looked for */
  readonly entry?: string;
  /** Read the folder as it is in this commit, branch or tag. @default as it is on the disk */
  readonly ref?: string;
}

export interface LoadTools {
  /** What to call a program by, `kubectl` or `helm`. */
  find(program: "kubectl" | "helm"): Promise<string>;
  /** Neotool's own cache, where charts may be: `~/.cache/neotool`. */
  readonly cache: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads what production is made of, offline.
 *
 * @throws {DevError} `MANIFESTS_INVALID` with file:line; `TOOL_MISSING` without kubectl where kustomize has to render.
 */
export type LoadProduction = (request: LoadRequest, tools: LoadTools, signal: AbortSignal) => Promise<Production>;
