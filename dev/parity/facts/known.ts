/** Where a value stands, or which question showed it. */
export type Origin =
  /** `file`: relative to the project for our side, to the manifests' root for production's. */
  | { readonly kind: "file"; readonly file: string; readonly line: number }
  /** A built-in definition that no file of the project changes. */
  | { readonly kind: "definition"; readonly of: string }
  /** Asked of what runs. */
  | { readonly kind: "query"; readonly query: string };

/** A value, and how we know it. */
export interface Known<T = string> {
  readonly value: T;
  readonly origin: Origin;
}

export const known = <T>(value: T, origin: Origin): Known<T> => ({ value, origin });

/** Another value that we know by the same place. */
export const knownBy = <T>(value: T, from: Known<unknown>): Known<T> => ({
  value,
  get origin() {
    return from.origin;
  },
});

/** @example "apps/postgres.yaml:12", "the definition of kafka", "SHOW CONFIG" */
export const originText = (origin: Origin): string => {
  if (origin.kind === "file") return `${origin.file}:${origin.line}`;
  return origin.kind === "query" ? origin.query : `the definition of ${origin.of}`;
};

/** Of the line `index` (from 0) of a text that stands at `origin`. In YAML a text of several lines begins below its key. */
export const lineOf = (origin: Origin, index: number): Origin =>
  origin.kind === "file" ? { ...origin, line: origin.line + index + (/\.ya?ml$/.test(origin.file) ? 1 : 0) } : origin;
