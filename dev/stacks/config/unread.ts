/** A value of which nothing would be read, and what it is. */
export interface Unread {
  readonly path: readonly string[];
  readonly message: string;
}

const isPlain = (value: object): boolean => [Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value));

const messageFor = (value: object): string =>
  value instanceof Promise ? "it is a promise, and nothing of it is read: write await before it" : `nothing of this ${value.constructor?.name ?? "object"} is read: write an object with the keys`;

/**
 * Pure. Objects without a key of their own that are no empty ones: a promise that nobody awaited, a Map, a class with getters. To a schema of
 * optional keys each says nothing, and so the defaults would hold without a word. What has a `toJSON` (a Date, a URL) is written by that.
 */
export const unreadIn = (value: unknown, path: readonly string[] = [], above: readonly object[] = []): readonly Unread[] => {
  if (typeof value !== "object" || value === null || above.includes(value)) return [];
  const entries = Object.entries(value);
  if (entries.length === 0) return isPlain(value) || "toJSON" in value ? [] : [{ path, message: messageFor(value) }];
  return entries.flatMap(([key, inner]) => unreadIn(inner, [...path, key], [...above, value]));
};
