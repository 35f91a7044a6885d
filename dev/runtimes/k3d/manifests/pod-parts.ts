import type { Manifest } from "./manifest.ts";

export interface Mount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
}

/** What one concern of a service adds: objects of its own, and what its pod says of them. */
export interface PodParts {
  readonly manifests: readonly Manifest[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
  readonly mounts: readonly Mount[];
}

/** Permission bits of files in a volume: one word for all where they agree. */
export const modesOf = (files: readonly { readonly key: string; readonly mode: number }[]) => {
  const [first] = files;
  const agree = files.every(({ mode }) => mode === first?.mode);
  return agree ? { defaultMode: first?.mode } : { items: files.map(({ key, mode }) => ({ key, path: key, mode })) };
};
