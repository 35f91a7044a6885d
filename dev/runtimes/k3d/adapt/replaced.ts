import type { ResolvedFile } from "../../../planner/desired.ts";

/** Files with another text for one of them. A definition without that file has been changed past us: the pod would run with the old one. */
export const replaced = (files: readonly ResolvedFile[], path: string, text: (before: string) => string): readonly ResolvedFile[] => {
  if (!files.some((file) => file.path === path)) throw new Error(`the definition has no file ${path}, which is another one in a cluster`);
  return files.map((file) => (file.path === path ? { ...file, content: text(file.content) } : file));
};
