import type { View } from "./view.ts";

/** What a run had to do without. */
export interface Missing {
  /** Services whose images are not to be had, each with the reason in words. */
  readonly services: readonly { readonly name: string; readonly reason: string }[];
  /** What was not begun because it needs one of them. */
  readonly skipped: readonly string[];
}

/** Pure. `undefined` when nothing failed, or when something failed that no image is to blame for. */
export const onlyMissing = ({ services }: View): Missing | undefined => {
  const failed = [...services.values()].filter(({ phase }) => phase === "failed" || phase === "unhealthy");
  const missing = failed.flatMap(({ name, error }) => (error?.code === "IMAGE_UNAVAILABLE" ? [{ name, reason: error.message }] : []));
  if (missing.length === 0 || missing.length < failed.length) return undefined;
  return { services: missing, skipped: [...services.values()].filter(({ phase }) => phase === "skipped").map(({ name }) => name) };
};
